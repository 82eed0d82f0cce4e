import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberOf, periodOf, windowEndedBy, windowsBefore } from '../../../shared/revenue/window.ts';

const at = (text: string): number => Date.parse(text);
const hours = (count: number): number => count * 3_600_000;

describe('a revenue window', () => {
  it.each([
    ['2025-05-29T18:00:00.000Z', '2025-05-29T12:00:00.000Z', 'afternoon'],
    ['2025-05-29T17:59:59.999Z', '2025-05-29T06:00:00.000Z', 'morning'],
    ['2025-05-30T00:00:00.000Z', '2025-05-29T18:00:00.000Z', 'evening'],
    ['2025-05-30T06:00:00.000Z', '2025-05-30T00:00:00.000Z', 'night'],
    ['2025-05-30T06:00:00.001Z', '2025-05-30T00:00:00.000Z', 'night'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T12:00:00.000Z', 'afternoon'],
  ])('that ended by %s began at %s, in the %s', (now, start, period) => {
    const window = windowEndedBy(at(now));
    expect(new Date(window.startAt).toISOString()).toBe(start);
    expect(window.endAt - window.startAt).toBe(hours(6));
    expect(periodOf(window)).toBe(period);
  });

  it('leaves no millisecond uncovered, and covers none twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2000-01-01'), max: at('2100-01-01') }),
        fc.integer({ min: 1, max: 40 }),
        (now, count) => {
          const own = windowEndedBy(now);
          expect(own.endAt).toBeLessThanOrEqual(now);
          expect(now - own.endAt).toBeLessThan(hours(6));
          const all = [...windowsBefore(own, count), own];
          expect(all).toHaveLength(count + 1);
          for (const [index, window] of all.entries()) {
            expect(new Date(window.startAt).getUTCHours() % 6).toBe(0);
            expect(window.startAt % hours(6)).toBe(0);
            if (index > 0) {
              expect(window.startAt).toBe(all[index - 1]?.endAt);
              expect(numberOf(window)).toBe(numberOf(all[index - 1] ?? window) + 1);
            }
          }
        },
      ),
    );
  });
});
