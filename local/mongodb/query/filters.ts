import { BSONRegExp } from 'bson';
import { type Path, pathOf, someWhole } from '../documents/paths.ts';
import { MongoFault, notImplemented } from '../faults.ts';
import { isTruthy } from '../numbers/numbers.ts';
import { type Document, isDocument } from '../values/documents.ts';
import { arrayOperand, FIELD_OPERATORS, type Matcher } from './field-operators.ts';
import { regexOperand } from './regexes.ts';

/** Reads an aggregation expression, for `$expr`. Where none is given, `$expr` is refused. */
export type ReadExpression = (expression: unknown) => (document: Document) => unknown;

const REFUSED = new Set([
  '$where',
  '$text',
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$jsonSchema',
]);

/**
 * Turns a query document into a predicate. The whole filter is checked at once, so an unknown operator is refused even where no
 * document would ever meet it.
 * @throws MongoFault 2 (BadValue) naming the operator.
 */
export function compileFilter(filter: unknown, readExpression?: ReadExpression): Matcher {
  if (!isDocument(filter)) throw new MongoFault(14, 'A filter must be an object');
  const matchers = Object.entries(filter).flatMap(([name, operand]) => {
    if (name === '$comment') return [];
    return [
      name.startsWith('$')
        ? logical(name, operand, readExpression)
        : fieldMatcher(pathOf(name), operand, readExpression),
    ];
  });
  return all(matchers);
}

function all(matchers: readonly Matcher[]): Matcher {
  const [first, ...others] = matchers;
  if (first === undefined) return () => true;
  return others.length === 0 ? first : (document) => matchers.every((matches) => matches(document));
}

function logical(name: string, operand: unknown, readExpression?: ReadExpression): Matcher {
  if (name === '$expr') {
    if (readExpression === undefined) throw new MongoFault(224, '$expr is not allowed in this context');
    const read = readExpression(operand);
    return (document) => isTruthy(read(document));
  }
  if (REFUSED.has(name)) throw notImplemented(name);
  if (name !== '$and' && name !== '$or' && name !== '$nor') {
    throw new MongoFault(
      2,
      `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
    );
  }
  const branches = arrayOperand(name, operand).map((branch) => compileFilter(branch, readExpression));
  if (branches.length === 0) throw new MongoFault(2, `${name} must be a nonempty array`);
  if (name === '$and') return all(branches);
  const some: Matcher = (document) => branches.some((matches) => matches(document));
  return name === '$or' ? some : (document) => !some(document);
}

/** `{ $gt: 1 }` as opposed to the literal `{ a: 1 }`. */
export function isOperatorDocument(value: unknown): value is Document {
  return isDocument(value) && (Object.keys(value)[0]?.startsWith('$') ?? false);
}

function fieldMatcher(path: Path, condition: unknown, readExpression?: ReadExpression): Matcher {
  if (!isOperatorDocument(condition)) return operator('$eq', path, condition, readExpression);
  const { $options, ...operators } = condition;
  if ($options !== undefined && operators.$regex === undefined)
    throw new MongoFault(2, '$options needs a $regex');
  return all(
    Object.entries(operators).map(([name, operand]) =>
      operator(name, path, name === '$regex' ? regexOperand(operand, $options) : operand, readExpression),
    ),
  );
}

function operator(name: string, path: Path, operand: unknown, readExpression?: ReadExpression): Matcher {
  const simple = Object.hasOwn(FIELD_OPERATORS, name) ? FIELD_OPERATORS[name] : undefined;
  if (simple) return simple(path, operand);
  switch (name) {
    case '$not':
      return notMatcher(path, operand, readExpression);
    case '$elemMatch':
      return someElementMatches(path, elementTest(operand, readExpression));
    case '$all':
      return allMatcher(path, operand, readExpression);
    default:
      if (REFUSED.has(name)) throw notImplemented(name);
      throw new MongoFault(2, `unknown operator: ${name}`);
  }
}

function notMatcher(path: Path, operand: unknown, readExpression?: ReadExpression): Matcher {
  if (!(operand instanceof BSONRegExp) && !isOperatorDocument(operand)) {
    throw new MongoFault(2, '$not needs a regex or a document');
  }
  const matches = fieldMatcher(path, operand, readExpression);
  return (document) => !matches(document);
}

/**
 * The test that `$elemMatch` puts to one array element, be it a value (`{ $gte: 1 }`) or a document (`{ kind: 'paybill' }`).
 */
export function elementTest(
  operand: unknown,
  readExpression?: ReadExpression,
): (element: unknown) => boolean {
  if (!isDocument(operand)) throw new MongoFault(2, '$elemMatch needs an Object');
  const ofValue =
    isOperatorDocument(operand) && !['$and', '$or', '$nor', '$expr'].includes(Object.keys(operand)[0] ?? '');
  if (ofValue) {
    // An element that is itself an array is one value here, so it is not opened.
    const matches = fieldMatcher(['value'], operand, readExpression);
    return (element) => !Array.isArray(element) && matches({ value: element });
  }
  const matches = compileFilter(operand, readExpression);
  return (element) => isDocument(element) && matches(element);
}

function someElementMatches(path: Path, test: (element: unknown) => boolean): Matcher {
  return (document) => someWhole(document, path, (value) => Array.isArray(value) && value.some(test));
}

function allMatcher(path: Path, operand: unknown, readExpression?: ReadExpression): Matcher {
  const matchers = arrayOperand('$all', operand).map((choice) => {
    const isElemMatch = isDocument(choice) && Object.keys(choice)[0] === '$elemMatch';
    if (isElemMatch) return someElementMatches(path, elementTest(choice.$elemMatch, readExpression));
    return FIELD_OPERATORS.$eq?.(path, choice) ?? (() => false);
  });
  return matchers.length === 0 ? () => false : all(matchers);
}
