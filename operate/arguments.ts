import { days, minutes } from '../shared/kernel/time.ts';
import { UsageError } from './run-command.ts';

const unitMs = { m: minutes(1), h: minutes(60), d: days(1) } as const;

/** `2026-11-25`, `2026-11-25T08:00:00Z`, or how long ago: `90m`, `2h`, `3d`. Epoch milliseconds. */
export function readSince(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const at = count && unit ? now - Number(count) * unitMs[unit as keyof typeof unitMs] : isoTime(text);
  if (Number.isNaN(at) || at > now)
    throw new UsageError(
      `--since: expected a time that is over, such as 2026-11-25T08:00:00Z, or how long ago, such as 90m, 2h or 3d; got "${text}"`,
    );
  return at;
}

const isoTime = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;

/** A whole number from 1 to `most`. */
export function readLimit(text: string | undefined, usual: number, most: number): number {
  if (text === undefined) return usual;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > most)
    throw new UsageError(`--limit: expected a whole number from 1 to ${most}, got "${text}"`);
  return limit;
}

/** One of the words. */
export function readWord<Word extends string>(
  option: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined;
  const word = words.find((each) => each === text);
  if (!word) throw new UsageError(`${option}: expected one of ${words.join(', ')}; got "${text}"`);
  return word;
}

/** A command that is run on `--stage`. */
export const operatorOptions = {
  stage: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** A command that changes something: a dry run without `--yes`. */
export const changeOptions = {
  ...operatorOptions,
  why: { type: 'string' },
  by: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;
