import { beforeAll, describe, expect, it } from '@jest/globals';
import { BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId } from 'bson';
import type { Document, Filter } from 'mongodb';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

interface Row {
  readonly _id: string;
  readonly [field: string]: unknown;
}

const NOON = new Date('2026-11-20T12:00:00Z');

const ROWS: readonly Row[] = [
  { _id: 'int', v: 5 },
  { _id: 'double', v: new Double(5.5) },
  { _id: 'long', v: Long.fromString('9007199254740993') },
  { _id: 'decimal', v: Decimal128.fromString('0.10') },
  { _id: 'text', v: '2026-11-20T12:00:00Z' },
  { _id: 'date', v: NOON },
  { _id: 'objectId', v: new ObjectId('65a1b2c3d4e5f60718293a4b') },
  { _id: 'true', v: true },
  { _id: 'null', v: null },
  { _id: 'missing' },
  { _id: 'array', v: [1, 20, 'x'] },
  { _id: 'empty', v: [] },
  { _id: 'document', v: { a: 1, b: 2 } },
  { _id: 'documents', v: [{ a: 1, b: 5 }, { a: 2, b: 6 }, { b: 7 }] },
];

const idsOf = async (filter: Document): Promise<string[]> => {
  const found = await server.db
    .collection<Row>('rows')
    .find(filter as Filter<Row>)
    .toArray();
  return found.map(({ _id }) => _id);
};

beforeAll(async () => {
  await server.db.collection<Row>('rows').insertMany([...ROWS]);
});

describe('range filters', () => {
  it('see only values of their own type', async () => {
    expect(await idsOf({ v: { $gte: NOON } })).toEqual(['date']);
    expect(await idsOf({ v: { $gte: '' } })).toEqual(['text', 'array']);
    expect(await idsOf({ v: { $lt: '3' } })).toEqual(['text']);
    expect(await idsOf({ v: { $gt: new ObjectId('000000000000000000000000') } })).toEqual(['objectId']);
    expect(await idsOf({ v: { $gte: false } })).toEqual(['true']);
    expect(await idsOf({ v: { $gte: -1e300 } })).toEqual(['int', 'double', 'long', 'decimal', 'array']);
  });

  it('compare numbers of all kinds by their exact value', async () => {
    expect(await idsOf({ v: { $gt: Long.fromString('9007199254740992') } })).toEqual(['long']);
    expect(await idsOf({ v: { $gte: Decimal128.fromString('5.5') } })).toEqual(['double', 'long', 'array']);
    expect(await idsOf({ v: { $lt: 1, $gt: 0 } })).toEqual(['decimal']);
    // 0.1 as a double is a little more than the decimal 0.1.
    expect(await idsOf({ v: 0.1 })).toEqual([]);
    expect(await idsOf({ v: { $lt: 0.1 } })).toEqual(['decimal']);
    expect(await idsOf({ v: Decimal128.fromString('0.1') })).toEqual(['decimal']);
    expect(await idsOf({ v: new Double(5) })).toEqual(['int']);
  });

  it('take null for equality only, and MinKey and MaxKey for the ends of everything', async () => {
    expect(await idsOf({ v: { $gte: null } })).toEqual(['null', 'missing']);
    expect(await idsOf({ v: { $gt: null } })).toEqual([]);
    expect(await idsOf({ v: { $gt: new MinKey() } })).toHaveLength(ROWS.length);
    expect(await idsOf({ v: { $gte: new MaxKey() } })).toEqual([]);
  });
});

describe('equality', () => {
  it('finds null where the field is null or missing', async () => {
    expect(await idsOf({ v: null })).toEqual(['null', 'missing']);
    expect(await idsOf({ v: { $ne: null } })).not.toContain('missing');
    expect(await idsOf({ v: { $in: [null, true] } })).toEqual(['true', 'null', 'missing']);
    expect(await idsOf({ 'v.a': null, v: { $type: 'object' } })).toEqual(['documents']);
  });

  it('looks into arrays, and takes them whole', async () => {
    expect(await idsOf({ v: 20 })).toEqual(['array']);
    expect(await idsOf({ v: [1, 20, 'x'] })).toEqual(['array']);
    expect(await idsOf({ v: [] })).toEqual(['empty']);
    expect(await idsOf({ 'v.1': 20 })).toEqual(['array']);
    expect(await idsOf({ 'v.a': 2 })).toEqual(['documents']);
    expect(await idsOf({ 'v.1.b': 6 })).toEqual(['documents']);
  });

  it('compares documents with the order of their fields', async () => {
    expect(await idsOf({ v: { a: 1, b: 2 } })).toEqual(['document']);
    expect(await idsOf({ v: { b: 2, a: 1 } })).toEqual([]);
  });

  it('negates over all values of an array', async () => {
    expect(await idsOf({ v: { $ne: 20 } })).not.toContain('array');
    expect(await idsOf({ v: { $nin: [5, 20] } })).not.toContain('int');
    expect(await idsOf({ v: { $not: { $gt: 3 } } })).toEqual(
      expect.arrayContaining(['decimal', 'text', 'missing', 'empty']),
    );
  });
});

describe('the other operators', () => {
  const cases: [string, Document, string[]][] = [
    ['$exists', { v: { $exists: false } }, ['missing']],
    ['$exists inside', { 'v.a': { $exists: true } }, ['document', 'documents']],
    ['$type by name', { v: { $type: 'date' } }, ['date']],
    ['$type number', { v: { $type: ['number'] } }, ['int', 'double', 'long', 'decimal', 'array']],
    ['$type by code', { v: { $type: 4 } }, ['array', 'empty', 'documents']],
    ['$size', { v: { $size: 3 } }, ['array', 'documents']],
    ['$all', { v: { $all: [1, 'x'] } }, ['array']],
    ['$elemMatch on values', { v: { $elemMatch: { $gt: 10, $lt: 30 } } }, ['array']],
    ['$elemMatch on documents', { v: { $elemMatch: { a: 1, b: 5 } } }, ['documents']],
    ['$elemMatch on one element only', { v: { $elemMatch: { a: 1, b: 6 } } }, []],
    ['conditions on several elements', { 'v.a': 1, 'v.b': 6 }, ['documents']],
    ['$mod', { v: { $mod: [5, 0] } }, ['int', 'double', 'decimal', 'array']],
    ['a regular expression', { v: /^2026-/ }, ['text']],
    ['$regex with $options', { v: { $regex: 'T12', $options: 'i' } }, ['text']],
    ['a regular expression in $in', { v: { $in: [new BSONRegExp('^x$')] } }, ['array']],
    ['$or', { $or: [{ v: 5 }, { _id: 'date' }] }, ['int', 'date']],
    ['$nor', { $nor: [{ v: { $exists: true } }] }, ['missing']],
    ['$and', { $and: [{ v: { $gt: 5 } }, { v: { $lt: 6 } }] }, ['double', 'array']],
    ['$expr', { $expr: { $eq: ['$v', '$v'] }, v: true }, ['true']],
    ['$comment', { v: true, $comment: 'why' }, ['true']],
  ];

  it.each(cases)('%s', async (_name, filter, expected) => {
    expect(await idsOf(filter)).toEqual(expected);
  });

  it('$expr compares types as well, unlike a range filter', async () => {
    expect(await idsOf({ $expr: { $gt: ['$v', NOON] } })).toEqual([]);
    expect(await idsOf({ $expr: { $gt: ['$v', '~'] } })).toEqual(
      expect.arrayContaining(['date', 'document', 'array']),
    );
  });
});

describe('what it does not know', () => {
  it('is refused by name, whether or not there is anything to find', async () => {
    const nowhere = server.db.collection('nothing here');
    expect(await refusal(nowhere.find({ v: { $gtr: 1 } }).toArray())).toMatchObject({
      code: 2,
      message: 'unknown operator: $gtr',
    });
    expect(await refusal(nowhere.find({ $xor: [] }).toArray())).toMatchObject({
      code: 2,
      message: expect.stringContaining('unknown top level operator: $xor'),
    });
    expect(await refusal(nowhere.find({ $expr: { $frob: 1 } }).toArray())).toMatchObject({
      code: 168,
      message: "Unrecognized expression '$frob'",
    });
    expect(await refusal(nowhere.find({ v: { $in: 1 } }).toArray())).toMatchObject({
      code: 2,
      message: '$in needs an array',
    });
  });
});
