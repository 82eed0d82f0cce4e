import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MongoServer, startMongoServer } from '../../../local/mongodb/server.ts';
import { mongoConnection } from '../../../shared/adapters/mongodb/connection.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';

const settings = { database: 'operations', maxPoolSize: 2 };
const ping = (connection: ReturnType<typeof mongoConnection>) =>
  connection.use((database) => database.command({ ping: 1 }));

describe('a connection to MongoDB', () => {
  let dataDir: string;
  let server: MongoServer;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'salio-connection-'));
    server = await startMongoServer({ dataDir, port: 0 });
  });
  afterAll(async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is made on first use, and once', async () => {
    let asked = 0;
    const connection = mongoConnection(settings, async () => {
      asked += 1;
      return server.uri;
    });
    expect(asked).toBe(0);
    await Promise.all([ping(connection), ping(connection), ping(connection)]);
    expect(asked).toBe(1);
    await connection.close();
  });

  it('is tried again by the next call when it could not be made', async () => {
    const answers = [
      async () => Promise.reject(new Error('no such secret')),
      async () => 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100',
      async () => server.uri,
    ];
    const connection = mongoConnection(settings, async () => answers.shift()?.() ?? '');
    await expect(ping(connection)).rejects.toThrow('no such secret');
    await expect(ping(connection)).rejects.toThrow(Unavailable);
    expect(await ping(connection)).toMatchObject({ ok: 1 });
    await connection.close();
  });

  it('says in one sentence that the database does not answer', async () => {
    const connection = mongoConnection(settings, async () => 'mongodb://127.0.0.1:1');
    await expect(ping(connection)).rejects.toThrow(/^MongoDB: connect ECONNREFUSED 127\.0\.0\.1:1$/);
  });

  it.each([
    'mongodb://njeri:hunter2@',
    'mongodb://njeri:hunter2@host?x=1',
    'mongodb://njeri:hunter2@host:port',
  ])('never repeats the password of a connection string that cannot be read', async (uri) => {
    const failure = await ping(mongoConnection(settings, async () => uri)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toContain('hunter2');
  });

  it('outlives a restart of the server', async () => {
    const connection = mongoConnection(settings, async () => server.uri);
    await ping(connection);
    const { port } = server;
    await server.close();
    await expect(ping(connection)).rejects.toThrow(Unavailable);
    server = await startMongoServer({ dataDir, port });
    expect(await ping(connection)).toMatchObject({ ok: 1 });
    await connection.close();
  });

  it('tells an outage in the middle of a stream', async () => {
    const connection = mongoConnection(settings, async () => server.uri);
    const rows = connection.stream(async function* (database) {
      yield await database.command({ ping: 1 });
      await server.close();
      yield await database.command({ ping: 1 });
    });
    const read = async () => {
      for await (const row of rows) expect(row).toMatchObject({ ok: 1 });
    };
    await expect(read()).rejects.toThrow(Unavailable);
    server = await startMongoServer({ dataDir, port: 0 });
    await connection.close();
  });
});
