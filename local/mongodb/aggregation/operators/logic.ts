import { MongoFault } from '../../faults.ts';
import { isTruthy } from '../../numbers/numbers.ts';
import { isDocument } from '../../values/documents.ts';
import { compareValues } from '../../values/order.ts';
import { evaluate } from './evaluate.ts';
import { isMissing, type Operator, type Operators, operator, table } from './operator.ts';

const comparing = (accepts: (order: number) => boolean) => (a: unknown, b: unknown) =>
  accepts(compareValues(a, b));

const every: Operator = (document, spec, options) =>
  (Array.isArray(spec) ? spec : [spec]).every((each) => isTruthy(evaluate(document, each, options)));

const some: Operator = (document, spec, options) =>
  (Array.isArray(spec) ? spec : [spec]).some((each) => isTruthy(evaluate(document, each, options)));

/** Only the branch that is taken is evaluated: the other may not even be computable. */
const condition: Operator = (document, spec, options) => {
  const parts = Array.isArray(spec) ? spec : isDocument(spec) ? [spec.if, spec.then, spec.else] : [];
  if (parts.length !== 3 || parts.includes(undefined))
    throw new MongoFault(16020, '$cond takes if, then and else');
  const [test, whenTrue, whenFalse] = parts;
  return evaluate(document, isTruthy(evaluate(document, test, options)) ? whenTrue : whenFalse, options);
};

const choice: Operator = (document, spec, options) => {
  const branches = isDocument(spec) && Array.isArray(spec.branches) ? spec.branches.filter(isDocument) : [];
  if (branches.length === 0) throw new MongoFault(40068, '$switch requires at least one branch.');
  const taken = branches.find((branch) => isTruthy(evaluate(document, branch.case, options)));
  if (taken) return evaluate(document, taken.then, options);
  if (isDocument(spec) && 'default' in spec) return evaluate(document, spec.default, options);
  throw new MongoFault(
    40066,
    '$switch could not find a matching branch for an input, and no default was specified.',
  );
};

const firstPresent: Operator = (document, spec, options) => {
  if (!Array.isArray(spec) || spec.length < 2)
    throw new MongoFault(1257300, '$ifNull needs at least two arguments');
  for (const each of spec.slice(0, -1)) {
    const value = evaluate(document, each, options);
    if (!isMissing(value)) return value;
  }
  return evaluate(document, spec.at(-1), options);
};

/** Comparisons in BSON's order (of all types, unlike in filters), and what chooses by a condition. */
export const LOGIC: Operators = {
  ...table([2, 2], operator, {
    $cmp: compareValues,
    $eq: comparing((order) => order === 0),
    $ne: comparing((order) => order !== 0),
    $gt: comparing((order) => order > 0),
    $gte: comparing((order) => order >= 0),
    $lt: comparing((order) => order < 0),
    $lte: comparing((order) => order <= 0),
  }),
  $not: operator('$not', [1, 1], (value) => !isTruthy(value)),
  $and: every,
  $or: some,
  $cond: condition,
  $switch: choice,
  $ifNull: firstPresent,
};
