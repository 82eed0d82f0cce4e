import { beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long } from 'mongodb';
import { REAL_SERVER, refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

beforeAll(async () => {
  await server.db.collection('one').insertOne({
    a: 5,
    sub: { b: 'inner', c: { d: 1 } },
    list: [{ x: 1 }, { x: 2 }],
    text: '₦1,500.50',
  });
});

const computed = async (expression: unknown): Promise<unknown> => {
  const [found] = await server.db
    .collection('one')
    .aggregate([{ $project: { _id: 0, value: expression } }], { promoteValues: true })
    .toArray();
  return found?.value;
};

describe('a variable', () => {
  it('is a value, a field of one, or a field of each in an array', async () => {
    const bound = (inside: unknown) => computed({ $let: { vars: { v: '$sub', l: '$list' }, in: inside } });
    expect(await bound('$$v.b')).toBe('inner');
    expect(await bound('$$v.c.d')).toBe(1);
    expect(await bound('$$v')).toEqual({ b: 'inner', c: { d: 1 } });
    expect(await bound('$$v.missing')).toBeUndefined();
    expect(await bound('$$l.x')).toEqual([1, 2]);
    expect(await bound(['$$v.b', '$a', 'text'])).toEqual(['inner', 5, 'text']);
    expect(await bound({ nested: { $concat: ['$$v.b', '-', '$sub.b'] } })).toEqual({ nested: 'inner-inner' });
  });

  it('hides an outer one of its name, and that one only inside', async () => {
    const inner = { $let: { vars: { v: { $add: ['$$v', 1] } }, in: '$$v' } };
    expect(await computed({ $let: { vars: { v: '$a' }, in: [inner, '$$v'] } })).toEqual([6, 5]);
  });

  it('is there in each step over an array', async () => {
    const map = { $map: { input: '$list', as: 'item', in: { $add: ['$$item.x', '$$offset', '$a'] } } };
    expect(await computed({ $let: { vars: { offset: 10 }, in: map } })).toEqual([16, 17]);
    const kept = { $filter: { input: '$list', as: 'item', cond: { $gt: ['$$item.x', 1] } } };
    expect(await computed(kept)).toEqual([{ x: 2 }]);
  });

  it('may be the document itself', async () => {
    expect(await computed('$$ROOT.sub.b')).toBe('inner');
    expect(await computed({ $eq: ['$$CURRENT.a', 5] })).toBe(true);
  });
});

describe('text that is taken apart', () => {
  const found = {
    $regexFind: { input: '$text', regex: '^(-)?₦([0-9]{1,3}(,)[0-9]{3}(?:\\3[0-9]{3})*)(?:[.]([0-9]+))?' },
  };

  it('gives its groups, null for those that took no part', async () => {
    expect(await computed(found)).toEqual({
      match: '₦1,500.50',
      idx: 0,
      captures: [null, '1,500', ',', '50'],
    });
    expect(await computed({ $regexFind: { input: '$text', regex: 'nowhere' } })).toBeNull();
  });

  it('is replaced by what an expression finds', async () => {
    const find = { $ifNull: ['$nowhere', ','] };
    expect(await computed({ $replaceAll: { input: '$text', find, replacement: '' } })).toBe('₦1500.50');
    expect(await computed({ $replaceAll: { input: '$nowhere', find, replacement: '' } })).toBeNull();
  });

  it('becomes a decimal, or what stands for an error', async () => {
    const convert = (input: unknown) =>
      computed({ $convert: { input, to: 'decimal', onError: 'no', onNull: 'none' } });
    expect(await convert('1500.50')).toEqual(Decimal128.fromString('1500.50'));
    expect(await convert('15x')).toBe('no');
    expect(await convert('$nowhere')).toBe('none');
  });
});

describe('a double that becomes a decimal', () => {
  it.each([
    [0.1 + 0.2, '0.300000000000000'],
    [new Double(1500), '1500.00000000000'],
    [Long.fromString('9007199254740993'), '9007199254740993'],
  ])('%p keeps 15 digits, a long all of its own', async (value, text) => {
    const decimal = (await computed({ $toDecimal: { $literal: value } })) as Decimal128;
    const same = { $eq: [{ $literal: decimal }, { $literal: Decimal128.fromString(text) }] };
    expect(await computed(same)).toBe(true);
  });
});

(REAL_SERVER ? it.skip : it)('refuses properties of characters in a pattern by name', async () => {
  const fault = await refusal(computed({ $regexMatch: { input: '$text', regex: '\\p{Sc}' } }));
  expect(fault.message).toContain('\\p');
});
