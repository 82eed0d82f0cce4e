import { type Binary, type Decimal128, Double, Long, ObjectId, Timestamp } from 'bson';
import { MongoFault } from '../../faults.ts';
import { decimal128, parseDecimal } from '../../numbers/decimal.ts';
import {
  isNumberValue,
  isTruthy,
  type NumberValue,
  numberKind,
  toBigInt,
  toDecimal,
  toJs,
} from '../../numbers/numbers.ts';
import { double, isDocument } from '../../values/documents.ts';
import { TYPE_NUMBERS, typeName } from '../../values/types.ts';
import { evaluate } from './evaluate.ts';
import { isMissing, type Operator, type Operators, operator, table } from './operator.ts';

function failure(value: unknown, type: string, why = ''): MongoFault {
  const what =
    typeof value === 'string'
      ? `Failed to parse '${value}' as ${type}`
      : `Unsupported conversion from ${typeName(value)} to ${type}`;
  return new MongoFault(241, `${what} in $convert with no onError value${why}`);
}

/** Numbers, booleans, dates (as milliseconds) and decimal text; anything else cannot become a number. */
function numeric(value: unknown, type: string): NumberValue {
  if (isNumberValue(value)) return value;
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return Long.fromNumber(value.getTime());
  const parsed = typeof value === 'string' && value !== '' ? parseDecimal(value) : undefined;
  if (parsed === undefined) throw failure(value, type);
  return decimal128(parsed);
}

function toWhole(value: unknown, type: 'int' | 'long'): NumberValue {
  if (typeof value === 'string' && !/^[+-]?\d+$/.test(value)) throw failure(value, type);
  const number = numeric(value, type);
  if (!Number.isFinite(toJs(number))) throw failure(value, type, ': infinite or not a number');
  const whole = typeof value === 'string' ? BigInt(value) : wholeOf(number);
  const bits = type === 'int' ? 31n : 63n;
  if (whole < -(2n ** bits) || whole >= 2n ** bits) throw failure(value, type, ': overflow');
  return type === 'int' ? Number(whole) : Long.fromBigInt(whole);
}

/** Truncated, without the detour over doubles for decimals of many digits. */
function wholeOf(value: NumberValue): bigint {
  if (numberKind(value) !== 'decimal') return toBigInt(value);
  const decimal = toDecimal(value);
  if (typeof decimal === 'number') return BigInt(Math.trunc(decimal));
  const power = 10n ** BigInt(Math.abs(decimal.exponent));
  return decimal.exponent < 0 ? decimal.coefficient / power : decimal.coefficient * power;
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (isNumberValue(value) && numberKind(value) !== 'int') return new Date(Number(wholeOf(value)));
  // A date text without a zone is UTC to MongoDB and local time to JavaScript.
  const zoned =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}(T[\d:.]+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(value);
  const date = zoned ? new Date(zoned[1] && !zoned[2] ? `${value}Z` : String(value)) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) throw failure(value, 'date');
  return date;
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (isNumberValue(value)) return value instanceof Double ? String(value.value) : value.toString();
  if (typeName(value) === 'binData') return (value as Binary).toString('base64');
  throw failure(value, 'string');
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value);
  throw failure(value, 'objectId');
}

const asDecimal = (value: unknown): Decimal128 => decimal128(toDecimal(numeric(value, 'decimal')));
const asDouble = (value: unknown): number | Double =>
  double(typeof value === 'string' ? textToDouble(value) : toJs(numeric(value, 'double')));

function textToDouble(text: string): number {
  if (parseDecimal(text) === undefined) throw failure(text, 'double');
  return toJs(numeric(text, 'double'));
}

const CONVERSIONS: Readonly<Record<string, (value: unknown) => unknown>> = {
  double: asDouble,
  string: toText,
  objectId: toObjectId,
  bool: (value) => (isNumberValue(value) ? isTruthy(value) : value !== false),
  date: toDate,
  int: (value) => toWhole(value, 'int'),
  long: (value) => toWhole(value, 'long'),
  decimal: asDecimal,
};

function converterTo(to: unknown): (value: unknown) => unknown {
  const name = isNumberValue(to) ? TYPE_NUMBERS[toJs(to)] : to;
  const converter = typeof name === 'string' ? CONVERSIONS[name] : undefined;
  if (converter === undefined) throw new MongoFault(2, `Unknown type name: ${String(to)}`);
  return converter;
}

const convert: Operator = (document, spec, options) => {
  if (!isDocument(spec) || !('input' in spec) || !('to' in spec))
    throw new MongoFault(9, '$convert needs input and to');
  const input = evaluate(document, spec.input, options);
  if (isMissing(input)) return evaluate(document, spec.onNull ?? null, options);
  const converter = converterTo(evaluate(document, spec.to, options));
  try {
    return converter(input);
  } catch (error) {
    if (!(error instanceof MongoFault) || !('onError' in spec)) throw error;
    return evaluate(document, spec.onError, options);
  }
};

const short = (type: string) => (value: unknown) => (isMissing(value) ? null : converterTo(type)(value));

export const CONVERSION: Operators = {
  ...table([1, 1], operator, {
    $toDouble: short('double'),
    $toString: short('string'),
    $toObjectId: short('objectId'),
    $toBool: short('bool'),
    $toDate: short('date'),
    $toInt: short('int'),
    $toLong: short('long'),
    $toDecimal: short('decimal'),
    $type: typeName,
    $isNumber: isNumberValue,
  }),
  $convert: convert,
};
