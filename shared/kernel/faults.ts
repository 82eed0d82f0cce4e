import type * as z from 'zod/mini';

/** What is wrong with one field of something given to us. */
export interface Fault {
  /** Its path with dots; empty for the whole. */
  readonly field: string;
  /** What was expected. */
  readonly message: string;
}

/** Every fault that a schema found, in words; the values given are never repeated, since they may be secret. */
export const faultsOf = ({ issues }: z.core.$ZodError): readonly Fault[] => issues.flatMap(faultsOfIssue);

function faultsOfIssue(issue: z.core.$ZodIssue): readonly Fault[] {
  const field = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ field, message: expectation(issue) }];
  return issue.keys.map((key) => ({
    field: field === '' ? key : `${field}.${key}`,
    message: 'is not known here',
  }));
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${withArticle(issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${measure(issue.origin, issue.maximum)}`;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${measure(issue.origin, issue.minimum)}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_format':
      if (issue.format in plain) return `expected ${plain[issue.format]}`;
      return issue.pattern ? `expected text like ${issue.pattern}` : `expected ${withArticle(issue.format)}`;
    case 'custom':
      return issue.message;
    case 'invalid_union':
      return anyOf(issue.errors.flatMap((way) => way.map(expectation)));
    default:
      return unknown;
  }
}

function anyOf(expectations: readonly string[]): string {
  const ways = expectations.map((text) => text.replace(/^expected /, ''));
  return ways.length === 0 ? unknown : `expected ${[...new Set(ways)].join(', or ')}`;
}

const measure = (origin: string, limit: number | bigint): string =>
  origin === 'string' ? `${limit} characters` : origin === 'array' ? `${limit} items` : String(limit);

const unknown = 'expected something else';

const plain: Readonly<Record<string, string>> = {
  int: 'a whole number',
  nonoptional: 'a value',
  datetime: 'an ISO 8601 time',
  date: 'a day such as 2026-01-31',
  url: 'a URL',
};

const withArticle = (name: string): string => plain[name] ?? `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
