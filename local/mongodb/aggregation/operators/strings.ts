import { MongoFault } from '../../faults.ts';
import { isNumberValue, toJs } from '../../numbers/numbers.ts';
import { everyMatchOf, regexOperand } from '../../query/regexes.ts';
import { compareStrings } from '../../values/order.ts';
import { typeName } from '../../values/types.ts';
import { borrowed, isMissing, named, type Operators, operator, table } from './operator.ts';

function text(name: string, value: unknown): string {
  if (isMissing(value)) return '';
  if (typeof value === 'string') return value;
  if (isNumberValue(value)) return value.toString();
  if (value instanceof Date) return value.toISOString();
  throw new MongoFault(16007, `can't convert from BSON type ${typeName(value)} to String in ${name}`);
}

function count(name: string, value: unknown): number {
  if (isNumberValue(value)) return Math.trunc(toJs(value));
  throw new MongoFault(16034, `${name}: starting index and length must be numeric`);
}

function substringOfBytes(value: unknown, from: unknown, length: unknown): string {
  const bytes = Buffer.from(text('$substrBytes', value), 'utf8');
  const start = count('$substrBytes', from);
  const size = count('$substrBytes', length);
  if (start < 0) throw new MongoFault(50752, '$substrBytes: starting index must be non-negative');
  const part = bytes.subarray(start, size < 0 ? bytes.length : start + size);
  const isBroken = [bytes[start], bytes[start + part.length]].some(
    (byte) => byte !== undefined && (byte & 0xc0) === 0x80,
  );
  if (isBroken)
    throw new MongoFault(
      28656,
      '$substrBytes: Invalid range, starting or ending in the middle of a UTF-8 character.',
    );
  return part.toString('utf8');
}

function substring(value: unknown, from: unknown, length: unknown): string {
  const characters = [...text('$substrCP', value)];
  const start = count('$substrCP', from);
  const size = count('$substrCP', length);
  if (start < 0 || size < 0)
    throw new MongoFault(34453, '$substrCP: starting index and length must be non-negative');
  return characters.slice(start, start + size).join('');
}

interface Found {
  readonly match: string;
  readonly idx: number;
  readonly captures: readonly (string | null)[];
}

function foundAll(argument: (field: string) => unknown): Found[] {
  const [input, regex, options] = [argument('input'), argument('regex'), argument('options')];
  if (isMissing(input) || isMissing(regex)) return [];
  if (typeof input !== 'string')
    throw new MongoFault(51104, "the 'input' of a regular expression needs to be of type string");
  const everyMatch = everyMatchOf(regexOperand(regex, options ?? undefined));
  return [...input.matchAll(everyMatch)].map((match) => ({
    match: match[0],
    idx: [...input.slice(0, match.index)].length,
    captures: match.slice(1).map((capture) => capture ?? null),
  }));
}

const REGEX_ARGUMENTS = ['input', 'regex', 'options'];

/** Text. Null and missing count as the empty string where MongoDB says so. */
export const STRINGS: Operators = {
  ...table([1, 1], operator, {
    $toLower: (value) => text('$toLower', value).toLowerCase(),
    $toUpper: (value) => text('$toUpper', value).toUpperCase(),
  }),
  ...table([3, 3], operator, {
    $substr: substringOfBytes,
    $substrBytes: substringOfBytes,
    $substrCP: substring,
  }),
  $strcasecmp: operator('$strcasecmp', [2, 2], (a, b) =>
    compareStrings(text('$strcasecmp', a).toUpperCase(), text('$strcasecmp', b).toUpperCase()),
  ),
  $strLenBytes: operator('$strLenBytes', [1, 1], (value) =>
    Buffer.byteLength(onlyText('$strLenBytes', value)),
  ),
  $strLenCP: operator('$strLenCP', [1, 1], (value) => [...onlyText('$strLenCP', value)].length),
  $regexMatch: named('$regexMatch', REGEX_ARGUMENTS, (argument) => foundAll(argument).length > 0),
  $regexFind: named('$regexFind', REGEX_ARGUMENTS, (argument) => foundAll(argument)[0] ?? null),
  $regexFindAll: named('$regexFindAll', REGEX_ARGUMENTS, foundAll),
  ...borrowed([
    '$concat',
    '$split',
    '$trim',
    '$ltrim',
    '$rtrim',
    '$replaceOne',
    '$replaceAll',
    '$indexOfBytes',
  ]),
};

function onlyText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new MongoFault(34473, `${name} requires a string argument, found: ${typeName(value)}`);
}
