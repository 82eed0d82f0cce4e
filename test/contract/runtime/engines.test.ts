import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/running-salio.ts';
import { type SpawnedApp, spawnApp } from '../../support/runtime-app/spawned-app.ts';
import { synthesizeRuntimeApp } from '../../support/runtime-app/synthesize.ts';

let shared: string;
let assembly: string;
let state: string;
let app: SpawnedApp;

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'engines-'));
  assembly = await synthesizeRuntimeApp(shared);
}, 60_000);

afterAll(() => rm(shared, { recursive: true }));

beforeEach(async () => {
  state = await mkdtemp(join(shared, 'state-'));
});

afterEach(async () => {
  if (app.process.exitCode === null) await app.end('SIGTERM');
});

const enginePid = (): number | undefined =>
  JSON.parse(readFileSync(join(state, 'running.json'), 'utf8')).engines[0]?.pid;

const isReady = async () => {
  const { ready } = (await (await fetch(`${app.url}/local/status`)).json()) as { readonly ready: boolean };
  return ready;
};

const readNote = async () => {
  const token = await fetch(`${app.url}/local/token`, { method: 'POST', body: '{"sub":"a"}' });
  const headers = { authorization: `Bearer ${((await token.json()) as { token: string }).token}` };
  return (await fetch(`${app.url}/api/notes/none`, { headers })).status;
};

describe('a DynamoDB engine that ends by itself', () => {
  it('is started again where it was', async () => {
    app = await spawnApp(assembly, state);
    expect([await isReady(), await readNote()]).toEqual([true, 404]);
    const [first, endpoint] = [enginePid(), app.endpoints.dynamodb];
    process.kill(first ?? 0, 'SIGKILL');
    // That it is not ready meanwhile may last too short to be seen: the complaint below tells of it.
    const second = await eventually(
      async () => (await isReady()) && enginePid(),
      (pid) => typeof pid === 'number' && pid !== first,
    );
    expect(second).toEqual(expect.any(Number));
    expect((await fetch(String(endpoint))).ok).toBe(true);
    expect(await eventually(readNote, (status) => status === 404)).toBe(404);
    expect(app.complaints()).toMatch(/The DynamoDB engine ended by itself and is started again\./);
    expect(app.complaints()).not.toContain('listening');
  }, 60_000);

  it('again and again ends the system, in one line and with 1', async () => {
    app = await spawnApp(assembly, state);
    for (let ends = 1, last: number | undefined; ends <= 3; ends += 1) {
      const pid = await eventually(
        async () => (await isReady()) && enginePid(),
        (found) => typeof found === 'number' && found !== last,
      );
      last = Number(pid);
      process.kill(last, 'SIGKILL');
      await eventually(isReady, (ready) => !ready, 500).catch(() => undefined);
    }
    const code = await eventually(
      async () => app.process.exitCode,
      (ended) => ended !== null,
    );
    expect(code).toBe(1);
    expect(app.complaints().trim().split('\n').at(-1)).toBe(
      'The DynamoDB engine ended 3 times in a row: stopping.',
    );
  }, 60_000);
});

describe('a damaged file in the state folder', () => {
  let sound: string;

  beforeAll(async () => {
    state = await mkdtemp(join(shared, 'sound-'));
    sound = state;
    app = await spawnApp(assembly, state, 0, { EMBEDDED_MONGODB: '1' });
    expect(app.complaints()).toBe('');
    await app.end('SIGTERM');
  }, 60_000);

  const garbage = Buffer.alloc(4096, 'no such thing ');

  it.each([
    'secrets.json',
    'issuer.json',
    'fauxqs/fauxqs.db',
    'dynamodb/tables.sqlite',
    'mongodb/mongodb.sqlite',
  ])(
    '%s is named, with what to do',
    async (name) => {
      cpSync(sound, state, { recursive: true });
      for (const more of ['-wal', '-shm']) rmSync(join(state, name + more), { force: true });
      mkdirSync(dirname(join(state, name)), { recursive: true });
      writeFileSync(join(state, name), garbage);
      app = await spawnApp(assembly, state, 0, { EMBEDDED_MONGODB: '1' });
      expect(app.url).toBeUndefined();
      const said = app.complaints().trim();
      expect(said).toContain(`${join(state, name)} is damaged (`);
      expect(said).toMatch(/remove the folder .*SALIO_STATE/);
      expect(said).not.toMatch(/\n|in use|no such thing/);
      expect(await app.end('SIGTERM')).toBe(1);
    },
    60_000,
  );
});
