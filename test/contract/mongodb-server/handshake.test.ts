import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'bson';
import { Long, MongoClient } from 'mongodb';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

/** hello in OP_QUERY, the message of old, as drivers send it first when they do not know the server yet. */
async function legacyHello(port: number, command: string): Promise<Record<string, unknown>> {
  const body = serialize({ [command]: 1, helloOk: true });
  const head = Buffer.alloc(16 + 4 + 'admin.$cmd\0'.length + 8);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(2004, 12);
  head.write('admin.$cmd\0', 20);
  head.writeInt32LE(-1, head.length - 4);
  const socket = connect(port, '127.0.0.1');
  // In two pieces, cut in the middle of the header.
  socket.write(head.subarray(0, 9));
  socket.write(Buffer.concat([head.subarray(9), body]));
  const [reply] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(reply.readInt32LE(8)).toBe(7);
  expect(reply.readInt32LE(12)).toBe(1);
  return deserialize(Buffer.from(reply.subarray(36)));
}

describe('the handshake and what shells ask', () => {
  it('answers hello and isMaster, also in the message of old', async () => {
    const port = Number(new URL(`http://${server.client.options.hosts[0]}`).port);
    expect(await server.db.admin().command({ hello: 1 })).toMatchObject({ isWritablePrimary: true, ok: 1 });
    expect(await server.db.admin().command({ isMaster: 1 })).toMatchObject({
      ismaster: true,
      maxBsonObjectSize: 16777216,
    });
    expect(await legacyHello(port, 'isMaster')).toMatchObject({ ismaster: true, ok: 1 });
    expect(await legacyHello(port, 'hello')).toMatchObject({ isWritablePrimary: true, ok: 1 });
  });

  it('answers what mongosh asks when it connects', async () => {
    const admin = server.db.admin();
    expect(await admin.command({ ping: 1 })).toMatchObject({ ok: 1 });
    expect((await admin.command({ buildInfo: 1 })).versionArray).toHaveLength(4);
    expect(await admin.command({ connectionStatus: 1 })).toMatchObject({
      authInfo: { authenticatedUsers: [] },
    });
    expect(await admin.command({ whatsmyuri: 1 })).toMatchObject({ you: expect.stringMatching(/:\d+$/) });
    expect(await admin.command({ getLog: 'startupWarnings' })).toMatchObject({ ok: 1 });
    expect(await admin.command({ hostInfo: 1 })).toMatchObject({ ok: 1 });
    expect(await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 })).toMatchObject({
      featureCompatibilityVersion: { version: expect.any(String) },
    });
    expect(await refusal(admin.command({ atlasVersion: 1 }))).toMatchObject({
      code: 59,
      codeName: 'CommandNotFound',
    });
  });

  it('refuses an unknown command and an unknown field by name', async () => {
    const unknown = await refusal(server.db.command({ frobnicate: 1 }));
    expect(unknown).toMatchObject({ code: 59, message: "no such command: 'frobnicate'" });
    const field = await refusal(server.db.command({ find: 'things', filtre: {} }));
    expect(field).toMatchObject({ code: 40415, message: "BSON field 'find.filtre' is an unknown field." });
  });

  it('works inside a session and refuses transactions, as any stand-alone server does', async () => {
    const things = server.db.collection('sessions');
    await server.client.withSession(async (session) => {
      await things.insertOne({ a: 1 }, { session });
      expect(await things.countDocuments({}, { session })).toBe(1);
    });
    const inTransaction = { txnNumber: Long.fromNumber(1), startTransaction: true, autocommit: false };
    const writing = server.db.command({ insert: 'sessions', documents: [{ a: 2 }], ...inTransaction });
    expect(await refusal(writing)).toMatchObject({ code: 20, codeName: 'IllegalOperation' });
    expect(await things.countDocuments()).toBe(1);
  });

  it('refuses change streams with the code of a server without a replica set', async () => {
    const pipeline = [{ $changeStream: {} }];
    const watching = server.db.command({ aggregate: 'things', pipeline, cursor: {} });
    expect(await refusal(watching)).toMatchObject({ code: 40573 });
  });

  it('serves a hundred connections at once', async () => {
    const client = new MongoClient(
      server.client.options.srvHost ?? `mongodb://${server.client.options.hosts[0]}`,
      {
        maxPoolSize: 100,
        minPoolSize: 100,
      },
    );
    const counters = client.db(server.db.databaseName).collection<{ _id: string; n: number }>('counters');
    await Promise.all(
      Array.from({ length: 400 }, () =>
        counters.updateOne({ _id: 'hits' }, { $inc: { n: 1 } }, { upsert: true }),
      ),
    );
    expect(await counters.findOne({ _id: 'hits' })).toEqual({ _id: 'hits', n: 400 });
    await client.close();
  });

  it('hangs up on what is no MongoDB message', async () => {
    const socket = connect(Number(new URL(`http://${server.client.options.hosts[0]}`).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'close');
    expect(await server.db.admin().ping()).toMatchObject({ ok: 1 });
  });
});
