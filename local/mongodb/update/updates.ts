import { changeAt, removeAt, setAt, valueAt } from '../documents/changes.ts';
import { copyOf, type Path } from '../documents/paths.ts';
import { MongoFault } from '../faults.ts';
import { isOperatorDocument } from '../query/filters.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { equalValues } from '../values/order.ts';
import { typeName } from '../values/types.ts';
import { type Change, REMOVED, UPDATE_OPERATORS } from './update-operators.ts';
import { concretePaths, type Placeholders, readArrayFilters } from './update-paths.ts';

/** Makes the next version of a document; the one given is left as it is. */
export type Update = (document: Document, inserting: boolean) => Document;

export interface UpdateContext {
  readonly filter: Document;
  readonly arrayFilters: readonly unknown[];
  /** Runs an update written as an aggregation pipeline. */
  readonly runPipeline: (document: Document, pipeline: readonly unknown[]) => Document;
}

/**
 * Reads the three forms of an update: a replacement, update operators, or a pipeline.
 * @throws MongoFault 9 naming an unknown operator, 40 for paths in conflict.
 */
export function compileUpdate(spec: unknown, context: UpdateContext): Update {
  if (Array.isArray(spec)) return keepingId((document) => context.runPipeline(document, spec));
  if (!isDocument(spec)) throw new MongoFault(9, 'An update must be an object or an array of stages');
  if (isReplacement(spec))
    return keepingId((document) => ('_id' in document ? { _id: document._id, ...spec } : spec));
  const steps = readSteps(spec);
  const placeholders = { filter: context.filter, arrayFilters: readArrayFilters(context.arrayFilters) };
  return keepingId((document, inserting) => {
    const next = copyOf(document);
    for (const step of steps)
      if (inserting || step.operator !== '$setOnInsert') applyStep(step, next, placeholders);
    return next;
  });
}

export const isReplacement = (spec: unknown): boolean => isDocument(spec) && !isOperatorDocument(spec);

function keepingId(update: Update): Update {
  return (document, inserting) => {
    const next = update(document, inserting);
    if ('_id' in document && !equalValues(document._id, next._id)) {
      throw new MongoFault(
        66,
        "Performing an update on the path '_id' would modify the immutable field '_id'",
      );
    }
    return next;
  };
}

interface Step {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

/** In the order of their paths, as MongoDB applies them. */
function readSteps(spec: Document): Step[] {
  const steps = Object.entries(spec).flatMap(([operator, fields]) => {
    if (operator !== '$rename' && !Object.hasOwn(UPDATE_OPERATORS, operator)) {
      throw new MongoFault(
        9,
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(fields)) {
      throw new MongoFault(
        9,
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: …}`,
      );
    }
    return Object.entries(fields).map(([path, operand]) => ({ operator, path, operand }));
  });
  const paths = steps.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, String(operand)] : [path],
  );
  refuseConflicts(paths);
  return steps.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function refuseConflicts(paths: readonly string[]): void {
  const seen: string[] = [];
  for (const path of paths) {
    const clash = seen.find(
      (other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`),
    );
    if (clash !== undefined) {
      const at = clash.length < path.length ? clash : path;
      throw new MongoFault(40, `Updating the path '${path}' would create a conflict at '${at}'`);
    }
    seen.push(path);
  }
}

function applyStep(step: Step, document: Document, placeholders: Placeholders): void {
  if (step.operator === '$rename') {
    rename(step, document);
    return;
  }
  const change = UPDATE_OPERATORS[step.operator] as Change;
  for (const path of concretePaths(document, step.path, placeholders))
    applyChange(change, document, path, step.operand);
}

function applyChange(change: Change, document: Document, path: Path, operand: unknown): void {
  const field = path.join('.');
  changeAt(document, path, (current) => {
    const next = change(current, operand, field);
    return next === REMOVED ? undefined : next;
  });
}

function rename({ path, operand }: Step, document: Document): void {
  if (typeof operand !== 'string')
    throw new MongoFault(2, `The 'to' field for $rename must be a string: ${path}`);
  const from = path.split('.');
  const value = valueAt(document, from);
  if (value === undefined) return;
  removeAt(document, from);
  setAt(document, operand.split('.'), value);
}
