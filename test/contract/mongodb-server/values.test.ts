import { describe, expect, it } from '@jest/globals';
import {
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import { serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

interface Shop {
  readonly shop: number;
  readonly till: number;
}

interface Anything {
  readonly _id:
    | string
    | number
    | boolean
    | Date
    | ObjectId
    | UUID
    | Double
    | Long
    | Decimal128
    | Shop
    | readonly number[];
  readonly [field: string]: unknown;
}
const things = (name: string) => server.db.collection<Anything>(name);

const typeName = (value: unknown): string | undefined =>
  (value as { _bsontype?: string } | undefined)?._bsontype;

const EXACT = { promoteValues: false, bsonRegExp: true } as const;

describe('BSON values', () => {
  it('come back with the type and the digits they had', async () => {
    const value = {
      _id: 'all types',
      int: new Int32(1500),
      wholeDouble: new Double(1500),
      double: new Double(0.1),
      negativeZero: new Double(-0),
      long: Long.fromString('9007199254740993'),
      smallLong: Long.fromNumber(7),
      decimal: Decimal128.fromString('1500.00'),
      objectId: new ObjectId('65a1b2c3d4e5f60718293a4b'),
      date: new Date('2026-11-20T08:00:00.123Z'),
      uuid: new UUID('550e8400-e29b-41d4-a716-446655440000').toBinary(),
      regex: new BSONRegExp('^a', 'i'),
      timestamp: new Timestamp({ t: 5, i: 2 }),
      code: new Code('x => x'),
      nothing: null,
      nested: { list: [new Int32(1), new Double(2), { deep: Long.fromNumber(3) }], empty: {}, none: [] },
      min: new MinKey(),
      max: new MaxKey(),
    };
    await things('exact').insertOne(value);
    expect(await things('exact').findOne({ _id: 'all types' }, EXACT)).toEqual(value);
    const kept = await things('exact').findOne(
      { _id: 'all types' },
      { ...EXACT, projection: { _id: 0, wholeDouble: 1 } },
    );
    expect(kept).toEqual({ wholeDouble: new Double(1500) });
  });

  it('may be an id of any type, and a string is never the ObjectId of the same digits', async () => {
    const digits = '65a1b2c3d4e5f60718293a4b';
    const ids = [digits, new ObjectId(digits), 7, true, new Date(0), { shop: 1, till: 2 }, new UUID()];
    await things('ids').insertMany(ids.map((_id) => ({ _id, is: typeof _id })));
    expect(await things('ids').findOne({ _id: digits })).toMatchObject({ is: 'string' });
    expect(await things('ids').findOne({ _id: new ObjectId(digits) })).toMatchObject({ is: 'object' });
    expect(await things('ids').countDocuments({ _id: { $in: ids } })).toBe(ids.length);
    expect(await things('ids').findOne({ _id: { till: 2, shop: 1 } })).toBeNull();
  });

  it('are one id when they are one number, whatever its kind', async () => {
    await things('numbers').insertOne({ _id: 5 });
    for (const same of [new Double(5), Long.fromNumber(5), Decimal128.fromString('5.00')]) {
      await expect(things('numbers').insertOne({ _id: same })).rejects.toMatchObject({ code: 11000 });
      expect(await things('numbers').countDocuments({ _id: same })).toBe(1);
    }
  });

  it('puts the _id first and makes one when there is none', async () => {
    await server.db.command({ insert: 'first', documents: [{ a: 1, _id: 9 }, { a: 2 }] });
    const [given, made] = await things('first').find().toArray();
    expect(Object.keys(given ?? {})).toEqual(['_id', 'a']);
    expect(typeName(made?._id)).toBe('ObjectId');
  });

  it('refuses an array as an id', async () => {
    await expect(things('arrays').insertOne({ _id: [1] })).rejects.toMatchObject({ code: 53 });
  });
});
