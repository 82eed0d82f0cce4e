import { MongoFault, notImplemented } from '../faults.ts';
import { isNumberValue, isTruthy, toJs } from '../numbers/numbers.ts';
import type { Catalog } from '../storage/catalog.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { typeName } from '../values/types.ts';
import type { Cursors } from './cursors.ts';

/** What a command works on. */
export interface CommandContext {
  readonly catalog: Catalog;
  readonly cursors: Cursors;
  readonly database: string;
  readonly connectionId: number;
  /** `host:port` of the client. */
  readonly peer: string;
}

export interface Command {
  /** Fields that it honours, or that may be ignored without changing any answer. */
  readonly takes: readonly string[] | 'anything';
  /** Fields of MongoDB that would change the answer: refused when they are set. */
  readonly refuses?: readonly string[];
  /** The answer, without `ok: 1`. @throws MongoFault for a refusal. */
  readonly run: (command: Document, context: CommandContext) => Document;
}

/** What drivers put into any command. Sessions are only names here, a single server orders everything by itself. */
const GENERIC = new Set([
  '$db',
  '$readPreference',
  '$clusterTime',
  'lsid',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'bypassDocumentValidation',
]);

const TRANSACTIONS = new Set(['txnNumber', 'startTransaction', 'autocommit']);

/** @throws MongoFault 40415 for a field that MongoDB does not know, 238 for one that this emulator does not. */
export function checkFields(name: string, definition: Command, command: Document): void {
  if (definition.takes === 'anything') return;
  for (const [field, value] of Object.entries(command)) {
    if (field === name || GENERIC.has(field) || definition.takes.includes(field)) continue;
    if (TRANSACTIONS.has(field)) {
      throw new MongoFault(20, 'Transaction numbers are only allowed on a replica set member or mongos');
    }
    if (!definition.refuses?.includes(field))
      throw new MongoFault(40415, `BSON field '${name}.${field}' is an unknown field.`);
    if (isSet(value)) throw notImplemented(`The field '${field}' of the command '${name}'`);
  }
}

function isSet(value: unknown): boolean {
  if (isDocument(value)) return Object.keys(value).length > 0 && value.locale !== 'simple';
  return isTruthy(value);
}

/** The command's first field: the collection's name. */
export function collectionName(command: Document): string {
  const [name] = Object.values(command);
  if (typeof name === 'string' && name !== '') return name;
  throw new MongoFault(73, `collection name has invalid type ${typeName(name)}`);
}

export function documentField(command: Document, field: string): Document {
  const value = command[field] ?? {};
  if (isDocument(value)) return value;
  throw new MongoFault(
    14,
    `BSON field '${field}' is the wrong type '${typeName(value)}', expected type 'object'`,
  );
}

export function arrayField(command: Document, field: string): readonly unknown[] {
  const value = command[field];
  if (Array.isArray(value)) return value;
  throw new MongoFault(
    14,
    `BSON field '${field}' is the wrong type '${typeName(value)}', expected type 'array'`,
  );
}

/** A list of documents, such as the `updates` of an update. */
export const documentsField = (command: Document, field: string): Document[] =>
  arrayField(command, field).map((value) => documentField({ [field]: value }, field));

/** A whole number of at least zero; undefined when it is not given. */
export function countField(command: Document, field: string): number | undefined {
  const value = command[field];
  if (value === undefined || value === null) return undefined;
  const count = isNumberValue(value) ? toJs(value) : Number.NaN;
  if (Number.isInteger(count) && count >= 0) return count;
  throw new MongoFault(51024, `BSON field '${field}' value must be >= 0 and a whole number`);
}
