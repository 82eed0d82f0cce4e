import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long } from 'bson';
import { type Document, MongoBulkWriteError } from 'mongodb';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

type Row = Document & { readonly _id: string | number };

const rows = (name: string) => server.db.collection<Row>(name);

async function failedBulk(work: Promise<unknown>): Promise<MongoBulkWriteError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MongoBulkWriteError) return error;
  throw new Error(`a bulk write error was expected, not ${String(error)}`);
}

describe('insert', () => {
  it('stops at the first duplicate when ordered, and goes on when not', async () => {
    const batch = [{ _id: 1 }, { _id: 1 }, { _id: 2 }];
    const ordered = await failedBulk(rows('ordered').insertMany(batch));
    expect(ordered.insertedCount).toBe(1);
    expect(ordered.code).toBe(11000);
    const unordered = await failedBulk(rows('unordered').insertMany(batch, { ordered: false }));
    expect(unordered.insertedCount).toBe(2);
    expect(await rows('unordered').distinct('_id')).toEqual([1, 2]);
  });

  it('tells which key was there already', async () => {
    await rows('told').insertOne({ _id: 'a' });
    expect(await refusal(rows('told').insertOne({ _id: 'a' }))).toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 'a' },
      message: expect.stringMatching(
        /^E11000 duplicate key error collection: \w+\.told index: _id_ dup key: \{ _id: "a" \}/,
      ),
    });
  });

  it('keeps writes of which the client wants to hear nothing', async () => {
    await rows('unheard').insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
    // Without an answer nothing says when it is there.
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await setTimeout(5)) {
      if ((await rows('unheard').countDocuments()) > 0) break;
    }
    expect(await rows('unheard').findOne({})).toEqual({ _id: 1 });
  });
});

describe('update', () => {
  it('counts what matched and what changed', async () => {
    await rows('counts').insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ]);
    const many = await rows('counts').updateMany({}, { $set: { a: 2 } });
    expect(many).toMatchObject({ matchedCount: 3, modifiedCount: 2, upsertedCount: 0 });
    const one = await rows('counts').updateOne({ a: 2 }, { $set: { b: 1 } });
    expect(one).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await rows('counts').findOne({ b: 1 })).toEqual({ _id: 1, a: 2, b: 1 });
    expect(await rows('counts').updateOne({ a: 99 }, { $set: { b: 1 } })).toMatchObject({ matchedCount: 0 });
  });

  it('replaces, keeping the _id', async () => {
    await rows('replaced').insertOne({ _id: 1, a: 1, gone: true });
    expect(await rows('replaced').replaceOne({ a: 1 }, { b: 2 })).toMatchObject({ modifiedCount: 1 });
    expect(await rows('replaced').findOne({})).toEqual({ _id: 1, b: 2 });
    const other = rows('replaced').replaceOne({ _id: 1 }, { _id: 2, b: 3 } as Document);
    expect(await refusal(other)).toMatchObject({ code: 66 });
  });

  it('inserts for want of a match, from the filter, the update and $setOnInsert', async () => {
    const upsert = rows('upserts').updateOne(
      { _id: 'k', 'address.town': 'Nairobi', age: { $gt: 3 } },
      { $inc: { n: 2 }, $setOnInsert: { first: true } },
      { upsert: true },
    );
    expect(await upsert).toMatchObject({
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 1,
      upsertedId: 'k',
    });
    expect(await rows('upserts').findOne({})).toEqual({
      _id: 'k',
      address: { town: 'Nairobi' },
      n: 2,
      first: true,
    });
    await rows('upserts').updateOne(
      { _id: 'k' },
      { $inc: { n: 2 }, $setOnInsert: { first: false } },
      { upsert: true },
    );
    expect(await rows('upserts').findOne({})).toMatchObject({ n: 4, first: true });
    const replaced = await rows('upserts').replaceOne({ _id: 'new' }, { a: 1 }, { upsert: true });
    expect(replaced).toMatchObject({ upsertedCount: 1, upsertedId: 'new' });
    const generated = await server.db
      .collection('upserts')
      .updateOne({ code: 7 }, { $set: { a: 1 } }, { upsert: true });
    expect(String(generated.upsertedId)).toMatch(/^[0-9a-f]{24}$/);
  });

  it('does not make a collection when nothing is inserted', async () => {
    await rows('never made').updateOne({ _id: 1 }, { $set: { a: 1 } });
    expect(await server.db.listCollections({ name: 'never made' }).toArray()).toEqual([]);
  });

  it('runs several statements, and says which one was refused', async () => {
    await rows('bulk').insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 'text' },
      { _id: 3, a: 3 },
    ]);
    const operations = [1, 2, 3].map((_id) => ({
      updateOne: { filter: { _id }, update: { $inc: { a: 1 } } },
    }));
    const ordered = await failedBulk(rows('bulk').bulkWrite(operations));
    expect(ordered.result.modifiedCount).toBe(1);
    expect(ordered.writeErrors).toMatchObject([{ index: 1, code: 14 }]);
    await failedBulk(rows('bulk').bulkWrite(operations, { ordered: false }));
    expect(await rows('bulk').find().toArray()).toMatchObject([{ a: 3 }, { a: 'text' }, { a: 4 }]);
  });

  it('takes a pipeline', async () => {
    await rows('pipelines').insertOne({ _id: 1, a: 2, b: 3 });
    await rows('pipelines').updateOne({ _id: 1 }, [
      { $set: { sum: { $add: ['$a', '$b'] } } },
      { $unset: 'b' },
    ]);
    expect(await rows('pipelines').findOne({})).toEqual({ _id: 1, a: 2, sum: 5 });
    expect(await refusal(rows('pipelines').updateOne({}, [{ $group: { _id: 1 } }]))).toMatchObject({
      code: 72,
    });
  });
});

describe('delete', () => {
  it('removes one or all that match', async () => {
    await rows('deleted').insertMany([1, 2, 3, 4].map((_id) => ({ _id, even: _id % 2 === 0 })));
    expect(await rows('deleted').deleteOne({ even: true })).toMatchObject({ deletedCount: 1 });
    expect(await rows('deleted').deleteMany({ even: false })).toMatchObject({ deletedCount: 2 });
    expect(await rows('deleted').distinct('_id')).toEqual([4]);
    expect(await rows('deleted').deleteMany({})).toMatchObject({ deletedCount: 1 });
  });
});

describe('findAndModify', () => {
  it('gives the document before or after, sorted and projected', async () => {
    await rows('modified').insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 5 },
    ]);
    const largest = { sort: { n: -1 } as const };
    expect(await rows('modified').findOneAndUpdate({}, { $inc: { n: 1 } }, largest)).toEqual({
      _id: 2,
      n: 5,
    });
    const after = { ...largest, returnDocument: 'after', projection: { _id: 0 } } as const;
    expect(await rows('modified').findOneAndUpdate({}, { $inc: { n: 1 } }, after)).toEqual({ n: 7 });
    expect(await rows('modified').findOneAndDelete({ n: 7 })).toEqual({ _id: 2, n: 7 });
    expect(await rows('modified').findOneAndReplace({ _id: 9 }, { n: 0 })).toBeNull();
  });

  it('tells what it did', async () => {
    const command = {
      findAndModify: 'told modified',
      query: { _id: 1 },
      update: { $set: { a: 1 } },
      upsert: true,
      new: true,
    };
    expect(await server.db.command(command)).toMatchObject({
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 1 },
      value: { _id: 1, a: 1 },
    });
    expect(await server.db.command(command)).toMatchObject({
      lastErrorObject: { n: 1, updatedExisting: true },
    });
    const both = server.db.command({ findAndModify: 'told modified', query: {}, update: {}, remove: true });
    expect(await refusal(both)).toMatchObject({ code: 9 });
  });
});

describe('arithmetic in updates', () => {
  it('keeps exact kinds of numbers', async () => {
    await rows('numbers').insertOne({
      _id: 1,
      int: 2147483647,
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('0.10'),
      double: new Double(2),
    });
    const two = Decimal128.fromString('0.20');
    await rows('numbers').updateOne({}, {
      $inc: { int: 1, long: 1, decimal: two, double: 1 },
      $mul: { none: 3 },
    } as Document);
    expect(await rows('numbers').findOne({}, { promoteValues: false })).toEqual({
      _id: expect.anything(),
      int: Long.fromString('2147483648'),
      long: Long.fromString('9007199254740994'),
      decimal: Decimal128.fromString('0.30'),
      double: new Double(3),
      none: expect.objectContaining({ value: 0 }),
    });
    const overflow = { $set: { long: Long.MAX_VALUE } };
    await rows('numbers').updateOne({}, overflow);
    expect(await refusal(rows('numbers').updateOne({}, { $inc: { long: 1 } } as Document))).toMatchObject({
      code: 2,
    });
  });
});
