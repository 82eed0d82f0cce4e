import { MongoFault } from '../faults.ts';
import type { Document } from '../values/documents.ts';
import { COLLECTIONS } from './collections.ts';
import { type Command, type CommandContext, checkFields } from './command.ts';
import { FIND_AND_MODIFY } from './find-and-modify.ts';
import { READING } from './reading.ts';
import { SERVER_INFORMATION } from './server-information.ts';
import { WRITING } from './writing.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  ...SERVER_INFORMATION,
  ...READING,
  ...WRITING,
  ...FIND_AND_MODIFY,
  ...COLLECTIONS,
};

/** Runs one command. Never throws: a refusal, and even a fault of this program, is an answer with `ok: 0`. */
export function answer(command: Document, context: CommandContext): Document {
  try {
    const [name = ''] = Object.keys(command);
    const definition = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (definition === undefined) throw new MongoFault(59, `no such command: '${name}'`);
    checkFields(name, definition, command);
    return { ...definition.run(command, context), ok: 1 };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Document {
  if (error instanceof MongoFault) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: message, code: 1, codeName: 'InternalError' };
}
