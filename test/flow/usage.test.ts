import { expect, it } from '@jest/globals';
import { measureUsage } from '../../bench/usage/measure-usage.ts';
import { figuresOf } from '../../bench/usage/renew-usage.ts';
import { readUsage } from '../../operate/cost/usage.ts';

const limitMs = 300_000;
/** Few customers differ from many. */
const tolerance = 0.15;

it(
  'A callback uses what was measured, or what it costs must be computed anew: npm run bench -- usage',
  async () => {
    const noted = figuresOf(readUsage());
    const now = figuresOf(await measureUsage(20_000));
    for (const figure of ['write units', 'read units', 'bytes kept', 'facts']) {
      const ratio = (now[figure] ?? 0) / (noted[figure] ?? 1);
      expect({ figure, isAsNoted: Math.abs(ratio - 1) <= tolerance, ratio }).toMatchObject({
        isAsNoted: true,
      });
    }
  },
  limitMs,
);
