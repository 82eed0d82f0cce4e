import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { faultsOf } from '../../../shared/kernel/faults.ts';

const faults = (schema: z.ZodMiniType, value: unknown) => {
  const parsed = z.safeParse(schema, value);
  return parsed.success ? [] : faultsOf(parsed.error);
};

describe('faults', () => {
  it('name each field and what was expected there, and never the value', () => {
    const schema = z.strictObject({
      name: z.string().check(z.minLength(2), z.maxLength(4)),
      age: z.int().check(z.minimum(1)),
      role: z.enum(['admin', 'manager']),
      ids: z.array(z.string()).check(z.maxLength(1)),
      at: z.iso.datetime(),
      flag: z.boolean(),
      inner: z.strictObject({ deep: z.literal('x') }),
    });
    const given = {
      ...{
        name: 'secret',
        age: 0.5,
        role: 'boss',
        ids: ['a', 'b'],
        at: 'now',
        flag: 'yes',
        inner: { deep: 'y', more: 1 },
      },
      password: 'hunter2',
    };
    const found = faults(schema, given);
    expect(found).toEqual([
      { field: 'name', message: 'expected at most 4 characters' },
      { field: 'age', message: 'expected a whole number' },
      { field: 'role', message: 'expected one of admin, manager' },
      { field: 'ids', message: 'expected at most 1 items' },
      { field: 'at', message: 'expected an ISO 8601 time' },
      { field: 'flag', message: 'expected a boolean' },
      { field: 'inner.deep', message: 'expected x' },
      { field: 'inner.more', message: 'is not known here' },
      { field: 'password', message: 'is not known here' },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/secret|hunter2|boss/);
  });

  it('say what is missing, where a list is wrong, and what is wrong with the whole', () => {
    expect(faults(z.object({ id: z.string() }), {})).toEqual([{ field: 'id', message: 'expected a string' }]);
    expect(faults(z.object({ ids: z.array(z.string()) }), { ids: ['a', 7] })).toEqual([
      { field: 'ids.1', message: 'expected a string' },
    ]);
    expect(faults(z.object({}), [])).toEqual([{ field: '', message: 'expected an object' }]);
  });

  it('tell limits of every kind, and words of a check of one’s own', () => {
    expect(faults(z.number().check(z.gt(5)), 5)).toEqual([{ field: '', message: 'expected more than 5' }]);
    expect(faults(z.number().check(z.lt(5)), 5)).toEqual([{ field: '', message: 'expected less than 5' }]);
    expect(faults(z.number().check(z.multipleOf(5)), 6)).toEqual([
      { field: '', message: 'expected a multiple of 5' },
    ]);
    expect(faults(z.string().check(z.regex(/^a/)), 'b')).toEqual([
      { field: '', message: 'expected text like /^a/' },
    ]);
    expect(faults(z.string().check(z.refine(() => false, { error: 'expected better' })), 'b')).toEqual([
      { field: '', message: 'expected better' },
    ]);
    expect(faults(z.union([z.string(), z.number()]), true)).toEqual([
      { field: '', message: 'expected a string, or a number' },
    ]);
  });
});
