import { BSONRegExp } from 'bson';
import { MongoFault, notImplemented } from '../faults.ts';

const compiled = new WeakMap<BSONRegExp, RegExp>();

/** The JavaScript form of a PCRE pattern. */
export function regExpOf(value: BSONRegExp): RegExp {
  const known = compiled.get(value);
  if (known) return known;
  const fresh = toRegExp(value.pattern, value.options);
  compiled.set(value, fresh);
  return fresh;
}

const compiledForAll = new WeakMap<RegExp, RegExp>();

/** The same, to find every match. */
export function everyMatchOf(value: BSONRegExp): RegExp {
  const single = regExpOf(value);
  const known = compiledForAll.get(single);
  if (known) return known;
  const fresh = new RegExp(single.source, `${single.flags}g`);
  compiledForAll.set(single, fresh);
  return fresh;
}

/** @throws MongoFault 51091 for a pattern that cannot be read, 238 for the extended syntax (`x`) and for `\p`. */
function toRegExp(pattern: string, options: string): RegExp {
  if (options.includes('x')) throw notImplemented("The regular expression option 'x'");
  // Without it, JavaScript would take the backslash away and look for these letters.
  if (/\\[pP]\{/.test(pattern))
    throw notImplemented('Properties of characters (\\p) in a regular expression');
  const flags = [...options].filter((flag) => 'ims'.includes(flag)).join('');
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new MongoFault(
      51091,
      `Regular expression is invalid: ${error instanceof Error ? error.message : pattern}`,
    );
  }
}

const patterns = new Map<string, BSONRegExp>();
const mostPatterns = 100;

/** The same object for the same text, so that an expression does not compile its pattern anew for each document. */
function patternOf(pattern: string, options: string): BSONRegExp {
  const key = `${options}/${pattern}`;
  const known = patterns.get(key);
  if (known) return known;
  const fresh = new BSONRegExp(pattern, options);
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(key, fresh);
  return fresh;
}

/** Reads `$regex` with `$options`, where either may hold the options. */
export function regexOperand(pattern: unknown, options: unknown): BSONRegExp {
  if (options !== undefined && typeof options !== 'string')
    throw new MongoFault(2, '$options has to be a string');
  if (typeof pattern === 'string') return patternOf(pattern, options ?? '');
  if (pattern instanceof BSONRegExp)
    return options === undefined ? pattern : new BSONRegExp(pattern.pattern, options);
  throw new MongoFault(2, '$regex has to be a string');
}
