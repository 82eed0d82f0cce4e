import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { faultsOf } from '../../../shared/kernel/faults.ts';
import { routes } from '../../../shared/manager/routes.ts';

const taking = (field: string) =>
  routes.filter(({ query }) => query instanceof z.ZodMiniObject && field in query.shape);
const listed = taking('limit');
const timed = taking('from');
const faults = (schema: z.ZodMiniType, given: object) => {
  const parsed = z.safeParse(schema, given);
  return parsed.success ? [] : faultsOf(parsed.error);
};

describe('the query of every list', () => {
  it.each(listed)('says what page lengths it takes: $id', ({ query }) => {
    const wrong = ['x', '0', '201', '-1', '1.5', '', '99999'];
    for (const limit of wrong) {
      expect(faults(query, { limit })).toEqual([
        { field: 'limit', message: 'expected a whole number from 1 to 200' },
      ]);
    }
    for (const limit of ['1', '200']) expect(faults(query, { limit })).toEqual([]);
  });

  it.each(timed)('says what times it takes: $id', ({ query }) => {
    const message = 'expected a time such as 2026-01-31T06:00:00Z, or a day';
    expect(faults(query, { from: 'x', to: '2026-02-30' })).toEqual([
      { field: 'from', message },
      { field: 'to', message },
    ]);
    expect(faults(query, { from: '2026-01-31', to: '2026-01-31T09:00:00+03:00' })).toEqual([]);
  });

  it('is that of some routes', () => {
    expect(listed.length).toBeGreaterThan(3);
    expect(timed.length).toBeGreaterThan(1);
  });
});
