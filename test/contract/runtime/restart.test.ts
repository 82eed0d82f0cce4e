import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/running-salio.ts';
import { type SpawnedApp, spawnApp } from '../../support/runtime-app/spawned-app.ts';
import { synthesizeRuntimeApp } from '../../support/runtime-app/synthesize.ts';

let shared: string;
let assembly: string;
let state: string;
let running: SpawnedApp[];

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'restart-'));
  assembly = await synthesizeRuntimeApp(shared);
}, 60_000);

afterAll(() => rm(shared, { recursive: true }));

beforeEach(async () => {
  state = await mkdtemp(join(shared, 'state-'));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((app) => (app.process.exitCode === null ? app.end('SIGTERM') : undefined)));
});

const start = async (port = 0, environment: Readonly<Record<string, string>> = {}) => {
  const app = await spawnApp(assembly, state, port, environment);
  running.push(app);
  return app;
};

const post = async (app: SpawnedApp, note: object) => {
  const response = await fetch(`${app.url}/notes/t`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(note),
  });
  return response.status;
};

const noteIds = async (app: SpawnedApp) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({
    endpoint: String(app.endpoints.dynamodb),
    region: 'eu-west-1',
    credentials,
  });
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand({}));
  const ids: string[] = [];
  for await (const { Items: items = [] } of paginateScan(
    { client },
    { TableName, ProjectionExpression: 'pk' },
  )) {
    ids.push(...items.map(({ pk }) => pk?.S?.replace('NOTE#', '') ?? ''));
  }
  return ids;
};

/** A process that has ended may be listed until its parent looks, but then has no command line any more. */
const isAlive = ({ pid }: { readonly pid: number }) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
};

const status = async (app: SpawnedApp) =>
  (await (await fetch(`${app.url}/local/status`)).json()) as {
    queues: Record<string, { visible: number; in_flight: number }>;
    dlqs: Record<string, { visible: number }>;
  };

describe('a run that is killed', () => {
  it('has lost nothing that it accepted, also not what was being worked on, and leaves no process behind', async () => {
    const first = await start();
    const ids = Array.from({ length: 300 }, (_, index) => `n-${index}`);
    const accepted = new Set<string>();
    const posts = ids.map(async (id) => {
      if ((await post(first, { id, text: id, delayMs: 300 })) === 200) accepted.add(id);
    });
    await Promise.race([Promise.allSettled(posts), new Promise((done) => setTimeout(done, 1500))]);
    const engines = (
      JSON.parse(readFileSync(join(state, 'running.json'), 'utf8')) as { engines: { pid: number }[] }
    ).engines;
    await first.end('SIGKILL');
    await Promise.allSettled(posts);
    expect(accepted.size).toBeGreaterThan(0);
    expect(engines.map(isAlive)).toEqual([true]);

    const second = await start();
    expect(engines.map(isAlive)).toEqual([false]);
    // The queue hides a message for five seconds: what was in flight comes back sooner than that only if it is returned.
    for (
      const deadline = Date.now() + 30_000;
      Date.now() < deadline;
      await new Promise((done) => setTimeout(done, 200))
    ) {
      const { visible, in_flight } = (await status(second)).queues['new-notes'] ?? {
        visible: 1,
        in_flight: 1,
      };
      if (visible + in_flight === 0) break;
    }
    expect(await noteIds(second)).toEqual(expect.arrayContaining([...accepted]));
    expect((await status(second)).dlqs['dead-notes']?.visible).toBe(0);
  }, 90_000);

  it('keeps secrets and keys, so that what was given out still holds', async () => {
    const first = await start();
    const token = await (
      await fetch(`${first.url}/local/token`, { method: 'POST', body: '{"sub":"a"}' })
    ).json();
    const port = Number(new URL(first.url ?? '').port);
    await first.end('SIGKILL');
    const second = await start(port);
    const headers = { authorization: `Bearer ${(token as { token: string }).token}` };
    expect((await fetch(`${second.url}/api/notes/none`, { headers })).status).toBe(404);
  });
});

describe('a run that is stopped', () => {
  it('lets what runs come to its end, and exits with 0', async () => {
    const app = await start();
    await post(app, { id: 'last', text: 'a', delayMs: 4000 });
    const isInFlight = async () => ((await status(app)).queues['new-notes']?.in_flight ?? 0) > 0;
    expect(await eventually(isInFlight, (inFlight) => inFlight)).toBe(true);
    expect(await app.end('SIGTERM')).toBe(0);
    expect(await noteIds(await start())).toEqual(['last']);
  });
});

describe('a start that cannot be', () => {
  const refusal = async (port = 0, environment: Readonly<Record<string, string>> = {}) => {
    const app = await start(port, environment);
    expect(app.url).toBeUndefined();
    expect(await app.end('SIGTERM')).toBe(1);
    expect(app.complaints().trim().split('\n')).toHaveLength(1);
    return app.complaints();
  };

  it('names the process that holds the state folder', async () => {
    const first = await start();
    expect(await refusal()).toContain(`process ${first.process.pid} holds ${state}`);
  });

  it('names the port that is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => taken.once('listening', done));
    const { port } = taken.address() as { port: number };
    expect(await refusal(port)).toContain(`Port ${port} is in use. Set PORT`);
    taken.close();
  });

  it('names a MongoDB that cannot be reached, within five seconds', async () => {
    const message = await refusal(0, { MONGODB_URI: 'mongodb://someone:hidden@127.0.0.1:1/' });
    expect(message).toMatch(/^MONGODB_URI \(mongodb:\/\/\*\*\*@127\.0\.0\.1:1\/\) cannot be reached: /);
    expect(message).not.toContain('hidden');
  });

  it('names an engine elsewhere that does not answer', async () => {
    expect(await refusal(0, { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' })).toMatch(
      /^DYNAMODB_ENDPOINT \(http:\/\/127\.0\.0\.1:1\) cannot be reached: /,
    );
  });
});
