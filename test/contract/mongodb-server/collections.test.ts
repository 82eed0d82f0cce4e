import { describe, expect, it } from '@jest/globals';
import { REAL_SERVER, refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

const names = async (): Promise<string[]> =>
  (await server.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();

describe('collections and databases', () => {
  it('come with the first document or by name, and go when dropped', async () => {
    await server.db.collection('written').insertOne({ a: 1 });
    await server.db.createCollection('made');
    expect(await names()).toEqual(['made', 'written']);
    expect(await server.db.listCollections({ name: 'made' }).toArray()).toMatchObject([
      { name: 'made', type: 'collection' },
    ]);
    await server.db.collection('written').drop();
    expect(await names()).toEqual(['made']);
    expect(await server.db.collection('written').countDocuments()).toBe(0);
  });

  it('are told apart by database', async () => {
    const other = server.client.db(`${server.db.databaseName}_other`);
    await server.db.collection('same').insertOne({ here: 1 });
    await other.collection('same').insertOne({ there: 1 });
    expect(await server.db.collection('same').findOne({}, { projection: { _id: 0 } })).toEqual({ here: 1 });
    const { databases } = await server.client.db().admin().listDatabases();
    expect(databases.map(({ name }) => name)).toEqual(
      expect.arrayContaining([server.db.databaseName, other.databaseName]),
    );
    await other.dropDatabase();
    const left = await server.client.db().admin().listDatabases({ nameOnly: true });
    expect(left.databases.map(({ name }) => name)).not.toContain(other.databaseName);
    expect(await server.db.collection('same').countDocuments()).toBe(1);
  });

  it('are empty where nothing was written', async () => {
    const nowhere = server.db.collection('nowhere');
    expect(await nowhere.find({ a: 1 }).toArray()).toEqual([]);
    expect(await nowhere.aggregate([{ $group: { _id: null } }]).toArray()).toEqual([]);
    expect(await nowhere.estimatedDocumentCount()).toBe(0);
    expect(await nowhere.distinct('a')).toEqual([]);
    expect(await nowhere.deleteMany({})).toMatchObject({ deletedCount: 0 });
  });

  it('count and tell apart values', async () => {
    const counted = server.db.collection('counted');
    await counted.insertMany([{ a: [1, 2], b: { c: 'x' } }, { a: 2, b: [{ c: 'y' }, { c: 'x' }] }, { b: 1 }]);
    expect(await counted.estimatedDocumentCount()).toBe(3);
    expect(await counted.countDocuments({ a: 2 })).toBe(2);
    expect(await counted.countDocuments({}, { skip: 1, limit: 1 })).toBe(1);
    expect(await counted.distinct('a')).toEqual([1, 2]);
    expect(await counted.distinct('b.c')).toEqual(['x', 'y']);
    expect(await counted.distinct('a', { 'b.c': 'y' })).toEqual([2]);
  });

  it('have names that MongoDB takes', async () => {
    expect(await refusal(server.db.command({ insert: 'a$b', documents: [{ a: 1 }] }))).toMatchObject({
      code: 73,
    });
    expect(await refusal(server.db.command({ find: '' }))).toMatchObject({ code: 73 });
  });

  (REAL_SERVER ? it.skip : it)('of kinds that the emulator does not know are refused by name', async () => {
    const capped = server.db.createCollection('capped', { capped: true, size: 1000 });
    expect(await refusal(capped)).toMatchObject({ code: 238, message: expect.stringContaining("'capped'") });
    const collation = server.db.collection('x').find({}, { collation: { locale: 'sw' } });
    expect(await refusal(collation.toArray())).toMatchObject({
      code: 238,
      message: expect.stringContaining("'collation'"),
    });
  });
});
