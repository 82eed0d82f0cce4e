import { beforeAll, describe, expect, it } from '@jest/globals';
import { Long } from 'bson';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

interface Row {
  readonly _id: number;
  readonly text?: string;
}
const COUNT = 350;
const rows = () => server.db.collection<Row>('rows');

beforeAll(async () => {
  await rows().insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id })));
});

describe('cursors', () => {
  it('give everything in batches, once and in order', async () => {
    const ids = Array.from({ length: COUNT }, (_, i) => i);
    expect((await rows().find().toArray()).map(({ _id }) => _id)).toEqual(ids);
    expect((await rows().find().batchSize(7).toArray()).map(({ _id }) => _id)).toEqual(ids);
    expect(
      await rows()
        .aggregate([{ $match: {} }], { batchSize: 0 })
        .toArray(),
    ).toHaveLength(COUNT);
  });

  it('open with 101 documents, and close with the last batch', async () => {
    const first = await server.db.command({ find: 'rows' });
    expect(first.cursor.firstBatch).toHaveLength(101);
    const getMore = { getMore: Long.fromValue(first.cursor.id), collection: 'rows', batchSize: 200 };
    const second = await server.db.command(getMore);
    expect(second.cursor.nextBatch).toHaveLength(200);
    const last = await server.db.command(getMore);
    expect(last.cursor.nextBatch).toHaveLength(COUNT - 301);
    expect(Number(last.cursor.id)).toBe(0);
    expect(await refusal(server.db.command(getMore))).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });

  it('show the documents of the moment they were opened', async () => {
    const moving = server.db.collection<Row>('moving');
    await moving.insertMany(Array.from({ length: 5 }, (_, _id) => ({ _id })));
    const cursor = moving.find().sort({ _id: 1 }).batchSize(2);
    expect(await cursor.next()).toEqual({ _id: 0 });
    await moving.deleteMany({ _id: { $lt: 2 } });
    expect(await cursor.toArray()).toHaveLength(4);
  });

  it('end early when killed, limited or of a single batch', async () => {
    const { cursor } = await server.db.command({ find: 'rows', batchSize: 1 });
    const id = Long.fromValue(cursor.id);
    const killed = await server.db.command({ killCursors: 'rows', cursors: [id, Long.fromNumber(424242)] });
    expect(killed.cursorsKilled.map(String)).toEqual([id.toString()]);
    expect(killed.cursorsNotFound).toHaveLength(1);
    expect(await rows().find().skip(340).limit(20).toArray()).toHaveLength(10);
    const single = await server.db.command({ find: 'rows', batchSize: 5, singleBatch: true });
    expect(Number(single.cursor.id)).toBe(0);
    expect(single.cursor.firstBatch).toHaveLength(5);
  });

  it('cut batches at 16 MB', async () => {
    const large = server.db.collection<Row>('large');
    const text = 'x'.repeat(5_000_000);
    for (let _id = 0; _id < 5; _id++) await large.insertOne({ _id, text });
    const { cursor } = await server.db.command({ find: 'large' });
    expect(cursor.firstBatch.length).toBeLessThan(5);
    expect((await large.find().toArray()).map(({ _id }) => _id)).toEqual([0, 1, 2, 3, 4]);
  });
});
