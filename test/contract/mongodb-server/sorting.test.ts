import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long, MaxKey, MinKey, ObjectId } from 'bson';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

interface Row {
  readonly _id: number;
  readonly [field: string]: unknown;
}

/** One value per place in BSON's order, which is not JavaScript's. */
const IN_ORDER = [
  new MinKey(),
  null,
  Number.NEGATIVE_INFINITY,
  Decimal128.fromString('-3.5'),
  new Double(-3),
  0.1,
  Decimal128.fromString('0.11'),
  2,
  Long.fromString('9007199254740993'),
  Decimal128.fromString('9007199254740993.5'),
  'Amina',
  'amina',
  '\uffee',
  '😀',
  { a: 1 },
  { a: 2 },
  new ObjectId('65a1b2c3d4e5f60718293a4b'),
  false,
  true,
  new Date(-1),
  new Date(5),
  new MaxKey(),
];

const sortedIds = async (name: string, sort: Record<string, 1 | -1>): Promise<number[]> =>
  (await server.db.collection<Row>(name).find().sort(sort).toArray()).map(({ _id }) => _id);

describe('sorting', () => {
  it('follows the order of BSON types and exact values', async () => {
    const rows = IN_ORDER.map((v, _id) => ({ _id, v }));
    await server.db
      .collection<Row>('order')
      .insertMany([...rows].sort((a, b) => ((a._id * 7) % 23) - ((b._id * 7) % 23)));
    const numbers = rows.map(({ _id }) => _id);
    expect(await sortedIds('order', { v: 1 })).toEqual(numbers);
    expect(await sortedIds('order', { v: -1 })).toEqual(numbers.toReversed());
  });

  it('takes the smallest element of an array, or the largest downwards', async () => {
    await server.db
      .collection<Row>('arrays')
      .insertMany([{ _id: 1, v: [5, 9] }, { _id: 2, v: 6 }, { _id: 3, v: [1, 7] }, { _id: 4 }]);
    expect(await sortedIds('arrays', { v: 1 })).toEqual([4, 3, 1, 2]);
    expect(await sortedIds('arrays', { v: -1 })).toEqual([1, 3, 2, 4]);
  });

  it('goes by several fields, and keeps the order of insertion among equals', async () => {
    await server.db.collection<Row>('several').insertMany([
      { _id: 1, a: { x: 2 }, b: 1 },
      { _id: 2, a: { x: 1 }, b: 1 },
      { _id: 3, a: { x: 1 }, b: 2 },
      { _id: 4, a: { x: 1 }, b: 2 },
    ]);
    expect(await sortedIds('several', { 'a.x': 1, b: -1 })).toEqual([3, 4, 2, 1]);
    const page = await server.db.collection<Row>('several').find().sort({ b: -1 }).skip(1).limit(2).toArray();
    expect(page.map(({ _id }) => _id)).toEqual([4, 1]);
  });
});
