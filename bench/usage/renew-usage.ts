import { writeFileSync } from 'node:fs';
import { readUsage, type Usage, usageFile } from '../../operate/cost/usage.ts';
import type { Measurement } from '../measurement.ts';
import { measureUsage } from './measure-usage.ts';

const forMs = 60_000;

/** Measures what a callback uses and notes it for `npm run cost`; beside what was noted before. */
export async function renewUsage(): Promise<readonly Measurement[]> {
  const before = noted();
  const now = await measureUsage(forMs);
  writeFileSync(usageFile, `${JSON.stringify(now, null, 2)}\n`);
  return Object.entries(figuresOf(now)).map(([what, figure]) => {
    const baseline = (before && figuresOf(before)[what]) ?? Number.NaN;
    return {
      what,
      figure: figure.toFixed(2),
      baseline: `${baseline.toFixed(2)} noted before`,
      ratio: figure / baseline,
    };
  });
}

/** Undefined when what was noted is of an older form. */
function noted(): Usage | undefined {
  try {
    return readUsage();
  } catch {
    return undefined;
  }
}

/** The few figures, per callback, that most of the cost follows from. */
export const figuresOf = ({ perCallback }: Pick<Usage, 'perCallback'>): Readonly<Record<string, number>> => {
  const tables = Object.values(perCallback.tables);
  const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);
  return {
    'write units': sum(tables.map(({ writeUnits }) => writeUnits)),
    'read units': sum(tables.map(({ readUnits }) => readUnits)),
    'bytes kept': sum(tables.map(({ bytes }) => bytes)),
    messages: sum(Object.values(perCallback.messages)),
    facts: perCallback.facts,
  };
};
