import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { freePort } from '../../local/runtime/engines/free-port.ts';
import { eventually, startLimitMs } from '../support/running-salio.ts';

jest.setTimeout(startLimitMs + 60_000);

const root = join(import.meta.dirname, '../..');
let state: string;
let npm: ChildProcess;
let said: string;

/** As a service manager does it: the signals that follow go to npm alone. */
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'salio-stop-'));
  said = '';
  npm = spawn('npm', ['start'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(await freePort()),
      MONGODB_PORT: String(await freePort()),
      SALIO_STATE: state,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [npm.stdout, npm.stderr]) stream?.on('data', (text) => (said += text));
});

afterEach(async () => {
  for (const pid of processes()) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await rm(state, { recursive: true, force: true });
});

/** The stack's own process, then its engines. */
const processes = (): readonly number[] => {
  try {
    const { owner, engines } = JSON.parse(readFileSync(join(state, 'running.json'), 'utf8'));
    return [owner, ...engines].map(({ pid }: { readonly pid: number }) => pid);
  } catch {
    return [];
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
};

const stopped = async (signal: NodeJS.Signals) => {
  const ended = npm.exitCode === null ? once(npm, 'exit') : undefined;
  const pids = processes();
  expect(pids.map(isAlive)).toEqual([true, true]);
  npm.kill(signal);
  await ended;
  const alive = () => Promise.resolve(pids.map(isAlive));
  return eventually(alive, (each) => !each.includes(true), 15_000);
};

it('a signal to npm alone ends all that runs', async () => {
  await eventually(
    async () => said,
    (text) => text.includes('Salio is up'),
    startLimitMs,
  );
  expect(await stopped('SIGTERM')).toEqual([false, false]);
  expect(said).toMatch(/SIGTERM: stopping/);
});

it('a signal breaks a start off, and nothing is said to be up', async () => {
  await eventually(
    async () => processes(),
    (pids) => pids.length === 2,
    60_000,
  );
  expect(await stopped('SIGINT')).toEqual([false, false]);
  expect(said.trim()).toMatch(/SIGINT: stopping\. Once more to stop at once\.$/);
});
