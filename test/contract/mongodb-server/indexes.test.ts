import { describe, expect, it } from '@jest/globals';
import { Decimal128, Long } from 'bson';
import type { Document } from 'mongodb';
import { REAL_SERVER, refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

type Row = Document & { readonly _id: string | number };
const rows = (name: string) => server.db.collection<Row>(name);

describe('indexes', () => {
  it('are listed as they were made, by default names', async () => {
    const collection = rows('listed');
    expect(await collection.createIndex({ a: 1, 'b.c': -1 })).toBe('a_1_b.c_-1');
    await collection.createIndex({ d: 1 }, { unique: true, sparse: true, name: 'mine' });
    await collection.createIndex({ _id: 1 });
    expect(await collection.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, 'b.c': -1 }, name: 'a_1_b.c_-1' },
      { v: 2, key: { d: 1 }, name: 'mine', unique: true, sparse: true },
    ]);
    await collection.dropIndex('mine');
    expect(await collection.indexExists('mine')).toBe(false);
    await collection.dropIndexes();
    expect(await collection.indexes()).toHaveLength(1);
  });

  it('are refused when they contradict another or do not exist', async () => {
    const collection = rows('contradicting');
    await collection.createIndex({ a: 1 });
    expect(await refusal(collection.createIndex({ a: 1 }, { name: 'other' }))).toMatchObject({ code: 85 });
    expect(await refusal(collection.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 86 });
    expect(await refusal(collection.dropIndex('nowhere'))).toMatchObject({ code: 27 });
    expect(await refusal(collection.dropIndex('_id_'))).toMatchObject({ code: 72 });
    expect(await refusal(rows('no such collection').indexes())).toMatchObject({ code: 26 });
  });

  (REAL_SERVER ? it.skip : it)('of kinds that would have to be ignored are refused by name', async () => {
    const text = rows('refused').createIndex({ a: 'text' });
    expect(await refusal(text)).toMatchObject({ code: 238, message: expect.stringContaining("'text'") });
    const expiring = rows('refused').createIndex({ a: 1 }, { expireAfterSeconds: 60 });
    expect(await refusal(expiring)).toMatchObject({
      code: 238,
      message: expect.stringContaining("'expireAfterSeconds'"),
    });
    expect(await server.db.listCollections({ name: 'refused' }).toArray()).toEqual([]);
  });
});

describe('unique indexes', () => {
  it('refuse a second holder, on insert and on update, and say which', async () => {
    const collection = rows('unique');
    await collection.createIndex({ reference: 1 }, { unique: true });
    await collection.insertMany([
      { _id: 1, reference: 'A' },
      { _id: 2, reference: 'B' },
    ]);
    const error = await refusal(collection.insertOne({ _id: 3, reference: 'A' }));
    expect(error).toMatchObject({ code: 11000, keyPattern: { reference: 1 }, keyValue: { reference: 'A' } });
    expect(error.message).toContain('index: reference_1 dup key: { reference: "A" }');
    expect(await refusal(collection.updateOne({ _id: 2 }, { $set: { reference: 'A' } }))).toMatchObject({
      code: 11000,
    });
    const upsert = collection.updateOne({ _id: 9 }, { $set: { reference: 'B' } }, { upsert: true });
    expect(await refusal(upsert)).toMatchObject({ code: 11000 });
    expect(await collection.countDocuments()).toBe(2);
  });

  it('let a document keep its key, and give a key free with its document', async () => {
    const collection = rows('freed');
    await collection.createIndex({ k: 1 }, { unique: true });
    await collection.insertOne({ _id: 1, k: 'A' });
    await collection.updateOne({ _id: 1 }, { $set: { k: 'A', x: 1 } });
    await collection.updateOne({ _id: 1 }, { $set: { k: 'B' } });
    await collection.insertOne({ _id: 2, k: 'A' });
    await collection.deleteOne({ _id: 2 });
    await collection.insertOne({ _id: 3, k: 'A' });
    expect(await collection.distinct('k')).toEqual(['B', 'A']);
  });

  it('count a missing field as null, unless sparse or partial', async () => {
    await rows('nulls').createIndex({ k: 1 }, { unique: true });
    await rows('nulls').insertOne({ _id: 1 });
    expect(await refusal(rows('nulls').insertOne({ _id: 2, k: null }))).toMatchObject({ code: 11000 });
    await rows('sparse').createIndex({ k: 1 }, { unique: true, sparse: true });
    await rows('sparse').insertMany([{ _id: 1 }, { _id: 2 }]);
    const partialFilterExpression = { live: true };
    await rows('partial').createIndex({ k: 1 }, { unique: true, partialFilterExpression });
    await rows('partial').insertMany([
      { _id: 1, k: 'A' },
      { _id: 2, k: 'A' },
      { _id: 3, k: 'A', live: true },
    ]);
    const second = rows('partial').updateOne({ _id: 1 }, { $set: { live: true } });
    expect(await refusal(second)).toMatchObject({ code: 11000 });
  });

  it('hold for several fields together, for array elements, and across kinds of numbers', async () => {
    await rows('compound').createIndex({ a: 1, b: 1 }, { unique: true });
    await rows('compound').insertMany([
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 2, b: 1 },
    ]);
    const same = rows('compound').insertOne({
      _id: 4,
      a: Long.fromNumber(1),
      b: Decimal128.fromString('2.0'),
    });
    expect(await refusal(same)).toMatchObject({ code: 11000 });
    await rows('elements').createIndex({ 'codes.code': 1 }, { unique: true });
    await rows('elements').insertOne({ _id: 1, codes: [{ code: 'x' }, { code: 'y' }] });
    expect(await refusal(rows('elements').insertOne({ _id: 2, codes: [{ code: 'y' }] }))).toMatchObject({
      code: 11000,
    });
  });

  it('are not made over documents that break them', async () => {
    await rows('broken').insertMany([
      { _id: 1, k: 1 },
      { _id: 2, k: 1 },
    ]);
    expect(await refusal(rows('broken').createIndex({ k: 1 }, { unique: true }))).toMatchObject({
      code: 11000,
    });
    expect(await rows('broken').indexes()).toHaveLength(1);
  });
});

describe('look-ups', () => {
  const DOCUMENTS: readonly Row[] = [
    { _id: 1, k: 'A', n: 1, list: ['x', 'y'], sub: { k: 5 } },
    { _id: 2, k: 'B', n: 2.5, list: [], sub: [{ k: 5 }, { k: 6 }] },
    { _id: 3, k: null, n: Long.fromNumber(1), list: 'x' },
    { _id: 4, n: Decimal128.fromString('2.50'), list: [['x']] },
    { _id: 5, k: 'AB', n: '1', list: [null, 'y'], live: true },
    { _id: 6, k: 'A', sub: [{ k: 7 }, {}], live: true },
    { _id: 7, k: [], sub: [], list: [null] },
  ];
  const FILTERS: readonly Document[] = [
    { k: 'A' },
    { k: { $eq: 'B' }, n: { $gt: 2 } },
    { k: { $in: ['AB', 'A', 'nowhere'] } },
    { k: { $in: [null, 'A'] } },
    { k: { $in: [/^A/] } },
    { k: /B/ },
    { k: null },
    { k: { $ne: 'A' } },
    { n: 1 },
    { n: 2.5 },
    { list: 'x' },
    { list: ['x'] },
    { list: ['x', 'y'] },
    { list: [] },
    { 'sub.k': 5 },
    { sub: { k: 5 } },
    { $or: [{ k: 'B' }, { _id: 1 }] },
    { $or: [{ k: 'B' }, { n: { $lt: 2 } }] },
    { $and: [{ k: 'A' }, { n: 1 }] },
    { _id: { $in: [5, 1, 99] }, k: { $exists: true } },
    { k: 'A', list: 'y' },
    { live: true },
    { list: null },
    { 'sub.k': null },
    { 'sub.k': { $in: [null, 6] } },
    { $or: [{ k: null }, { list: 'y' }] },
  ];

  it.each(FILTERS.map((filter) => [JSON.stringify(filter), filter] as const))(
    'find by an index what a scan finds: %s',
    async (_text, filter) => {
      const [plain, indexed] = [rows('plain'), rows('indexed')];
      if ((await indexed.countDocuments()) === 0) {
        for (const field of ['k', 'n', 'list', 'sub', 'sub.k']) await indexed.createIndex({ [field]: 1 });
        await indexed.createIndex({ k: 1, list: 1 });
        await indexed.createIndex({ live: 1 }, { partialFilterExpression: { k: 'A' } });
        await Promise.all([plain.insertMany([...DOCUMENTS]), indexed.insertMany([...DOCUMENTS])]);
      }
      const inOrder = { sort: { _id: 1 } } as const;
      const found = await indexed.find(filter, inOrder).toArray();
      expect(found).toEqual(await plain.find(filter, inOrder).toArray());
      expect(await indexed.countDocuments(filter)).toBe(found.length);
    },
  );
});
