import { isJsonObject, type Json } from '../assembly/json.ts';

export type Matches = (event: Json) => boolean;

type Test = (value: Json | undefined) => boolean;

/**
 * Compiles an EventBridge event pattern. Throws an Error that names the filter it does not know.
 * Source: Amazon EventBridge User Guide, "Creating event patterns".
 */
export function compilePattern(pattern: Json): Matches {
  if (!isJsonObject(pattern)) throw new Error('an event pattern is an object');
  const fields = Object.entries(pattern).map(([name, expected]): Matches => {
    if (name === '$or') {
      const choices = (Array.isArray(expected) ? (expected as readonly Json[]) : []).map(compilePattern);
      return (event) => choices.some((matches) => matches(event));
    }
    if (Array.isArray(expected)) {
      const tests = (expected as readonly Json[]).map(compileTest);
      return (event) =>
        valuesOf(isJsonObject(event) ? event[name] : undefined).some((value) =>
          tests.some((test) => test(value)),
        );
    }
    const inner = compilePattern(expected);
    return (event) => inner(isJsonObject(event) ? (event[name] ?? {}) : {});
  });
  return (event) => fields.every((matches) => matches(event));
}

/** A list in the event matches by any of its members, an absent field only by a test for absence. */
function valuesOf(value: Json | undefined): readonly (Json | undefined)[] {
  return Array.isArray(value) && value.length > 0
    ? (value as readonly Json[])
    : [Array.isArray(value) ? undefined : value];
}

function compileTest(expected: Json): Test {
  if (!isJsonObject(expected)) return (value) => value === expected;
  const [[name, argument] = ['', null], ...others] = Object.entries(expected);
  const build = others.length === 0 ? tests[name] : undefined;
  if (!build) throw new Error(`the event pattern ${JSON.stringify(expected)} is not understood here`);
  return build(argument);
}

const tests: Readonly<Record<string, (argument: Json) => Test>> = {
  prefix: (argument) => text(argument, (value, given) => value.startsWith(given)),
  suffix: (argument) => text(argument, (value, given) => value.endsWith(given)),
  'equals-ignore-case': (argument) =>
    text(argument, (value, given) => value.toLowerCase() === given.toLowerCase()),
  wildcard: (argument) => {
    const expression = new RegExp(`^${String(argument).split('*').map(escapeExpression).join('.*')}$`, 's');
    return (value) => typeof value === 'string' && expression.test(value);
  },
  exists: (argument) => (value) => (value !== undefined) === argument,
  'anything-but': (argument) => {
    const refused = (Array.isArray(argument) ? (argument as readonly Json[]) : [argument]).map(compileTest);
    return (value) => value !== undefined && !refused.some((test) => test(value));
  },
  numeric: (argument) => {
    const parts = Array.isArray(argument) ? (argument as readonly Json[]) : [];
    const tests: Test[] = [];
    for (let index = 0; index < parts.length; index += 2)
      tests.push(compare(String(parts[index]), Number(parts[index + 1])));
    return (value) => tests.every((test) => test(value));
  },
};

function text(argument: Json, holds: (value: string, given: string) => boolean): Test {
  if (isJsonObject(argument) && argument['equals-ignore-case'] !== undefined) {
    const given = String(argument['equals-ignore-case']).toLowerCase();
    return (value) => typeof value === 'string' && holds(value.toLowerCase(), given);
  }
  return (value) => typeof value === 'string' && holds(value, String(argument));
}

function compare(operator: string, limit: number): Test {
  const holds: Record<string, (value: number) => boolean> = {
    '=': (value) => value === limit,
    '<': (value) => value < limit,
    '<=': (value) => value <= limit,
    '>': (value) => value > limit,
    '>=': (value) => value >= limit,
  };
  const chosen = holds[operator];
  if (!chosen) throw new Error(`the numeric operator ${operator} is not understood here`);
  return (value) => typeof value === 'number' && chosen(value);
}

function escapeExpression(part: string): string {
  return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
