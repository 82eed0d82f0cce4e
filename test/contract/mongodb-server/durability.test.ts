import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { sideBySide } from '../../../shared/kernel/side-by-side.ts';
import { type RunningServer, startEmulator, temporaryFolder } from './server-under-test.ts';

const SCRIPT = fileURLToPath(new URL('./serve-until-killed.ts', import.meta.url));

const folder = temporaryFolder();

type Row = Document & { readonly _id: number };

async function withRows<T>(
  server: { readonly uri: string },
  work: (rows: Collection<Row>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(server.uri);
  try {
    return await work(client.db('kept').collection<Row>('rows'));
  } finally {
    await client.close();
  }
}

async function whileRunning<T>(dataDir: string, work: (server: RunningServer) => Promise<T>): Promise<T> {
  const server = await startEmulator(dataDir);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

const spawned: ChildProcess[] = [];

afterAll(() => {
  for (const child of spawned) child.kill('SIGKILL');
});

async function spawnServer(dataDir: string): Promise<{ readonly uri: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, ['--no-warnings', SCRIPT, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  spawned.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { uri: String(line).trim(), child };
}

describe('what was answered', () => {
  it('is there after a restart, with its indexes and types', async () => {
    const dataDir = join(folder, 'restarted');
    await whileRunning(dataDir, (server) =>
      withRows(server, async (rows) => {
        await rows.createIndex({ k: 1 }, { unique: true });
        await rows.insertMany([1, 2, 3].map((_id) => ({ _id, k: `k${_id}`, at: new Date(_id) })));
        await rows.updateOne({ _id: 1 }, { $set: { k: 'changed' } });
        await rows.deleteOne({ _id: 2 });
      }),
    );
    await whileRunning(dataDir, (server) =>
      withRows(server, async (rows) => {
        expect(await rows.find().toArray()).toEqual([
          { _id: 1, k: 'changed', at: new Date(1) },
          { _id: 3, k: 'k3', at: new Date(3) },
        ]);
        await expect(rows.insertOne({ _id: 4, k: 'k3' })).rejects.toMatchObject({ code: 11000 });
        await rows.insertOne({ _id: 4, k: 'k2' });
        expect(await rows.countDocuments({ k: 'k2' })).toBe(1);
      }),
    );
  });

  it('is there after kill -9 in the middle of writes, and nothing of it twice or half', async () => {
    const dataDir = join(folder, 'killed');
    const { uri, child } = await spawnServer(dataDir);
    const acknowledged: number[] = [];
    await withRows({ uri }, async (rows) => {
      const ids = Array.from({ length: 2000 }, (_, _id) => _id);
      // A hundred at a time: sent all at once, the server may have answered them before the client reads the first.
      const inserts = sideBySide(ids, 100, async (_id) => {
        await rows.insertOne({ _id, twin: _id });
        acknowledged.push(_id);
        if (acknowledged.length === 300) child.kill('SIGKILL');
      }).catch(() => undefined);
      // What still waits for a server that is gone ends with the client.
      await Promise.race([inserts, once(child, 'exit')]);
    });
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    expect(acknowledged.length).toBeLessThan(2000);
    await whileRunning(dataDir, (server) =>
      withRows(server, async (rows) => {
        const found = await rows.find().toArray();
        const ids = new Set(found.map(({ _id }) => _id));
        expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
        expect(found.filter(({ _id, twin }) => _id !== twin)).toEqual([]);
        expect(ids.size).toBe(found.length);
      }),
    );
  });
});

describe('a start that cannot be', () => {
  it('says which port is taken and what to do', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(startEmulator(join(folder, 'port'), port)).rejects.toThrow(
      `Port ${port} is already in use, so the local MongoDB cannot start: end what uses it, or set MONGODB_PORT to another port.`,
    );
    holder.close();
  });

  it('says which folder another process is using', async () => {
    const dataDir = join(folder, 'shared');
    const { child } = await spawnServer(dataDir);
    await expect(startEmulator(dataDir)).rejects.toThrow(
      `The data folder ${dataDir} of the local MongoDB is already in use by another process.`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    await whileRunning(dataDir, async (server) =>
      expect(server.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+$/),
    );
  });
});
