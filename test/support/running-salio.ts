import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import type { z } from 'zod/mini';
import { freePort } from '../../local/runtime/engines/free-port.ts';
import { endProcess, type ProcessRecord } from '../../local/runtime/running-process.ts';
import type { readPayment } from '../../shared/manager/payment-routes.ts';

export type PaymentAnswer = z.infer<typeof readPayment.answer.schema>;

interface PaymentId {
  readonly _id: string;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** What `npm start` starts, in a process of its own, seen from outside only. */
export interface RunningSalio {
  /** Its state folder, by which commands find it. */
  readonly stateDir: string;
  readonly address: () => { readonly hostname: string; readonly port: number };
  /** The operator's own database, over the wire. */
  readonly operations: () => Db;
  /** Starts it (again) on the same ports and state; ends once it is ready. */
  start(): Promise<void>;
  /** `kill -9`; ends once the process is gone. */
  kill(): Promise<void>;
  /** Stops it and removes its state. */
  close(): Promise<void>;
  request(method: string, path: string, body?: unknown, token?: string): Promise<Answered>;
  /** A bearer token with these claims. */
  token(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The callback URL of each shortcode, without the part before its path. */
  hooks(): Promise<ReadonlyMap<string, string>>;
  /** Books payments, with all that the operator writes beside what is given. */
  book(...payments: readonly (PaymentId & Readonly<Record<string, unknown>>)[]): Promise<void>;
  payment(id: string): Promise<PaymentAnswer>;
  /** The payment once it has this status, or as it is when it never came to that. */
  paymentOnce(id: string, status: PaymentAnswer['reconciliation']['status']): Promise<PaymentAnswer>;
  /** Each log file's text so far, and what the process itself said, by name. */
  logs(): Promise<ReadonlyMap<string, string>>;
  /** Every text worth hiding in its secrets: credentials, passkeys, tokens. */
  secrets(): Promise<readonly string[]>;
}

const root = join(import.meta.dirname, '../..');
/** More than the slowest machine needs; hooks that start one wait a little longer. */
export const startLimitMs = 180_000;
const stopLimitMs = 20_000;
const portsToTry = 5;

/** Nothing runs before `start`. */
export async function salioProcess(): Promise<RunningSalio> {
  const folder = await mkdtemp(join(tmpdir(), 'salio-flow-'));
  const stateDir = join(folder, 'state');
  let [port, mongodbPort] = [await freePort(), await freePort()];
  let said = '';
  let wasUp = false;
  let running: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | undefined;
  let mongo: MongoClient | undefined;
  let adminToken = '';

  const request: RunningSalio['request'] = async (method, path, body, token) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const token: RunningSalio['token'] = async (claims) =>
    ((await request('POST', '/local/token', claims)).body as { readonly token: string }).token;
  const payment: RunningSalio['payment'] = async (id) => {
    const { status, body } = await request('GET', `/api/v1/payments/${id}`, undefined, adminToken);
    if (status !== 200) throw new Error(`payment ${id} was answered ${status}: ${JSON.stringify(body)}`);
    return body as PaymentAnswer;
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    await mongo?.close();
    mongo = undefined;
    if (!running) return;
    const { child, ended } = running;
    child.kill(signal);
    const forced = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(forced);
    running = undefined;
  };
  const startOnce = async (): Promise<boolean> => {
    const child = spawn(process.execPath, [join(root, 'bin/local.ts')], {
      env: {
        ...process.env,
        PORT: String(port),
        MONGODB_PORT: String(mongodbPort),
        SALIO_STATE: stateDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    running = { child, ended: once(child, 'exit') };
    const isReady = () =>
      request('GET', '/local/status').then(
        ({ status }) => status === 200,
        () => false,
      );
    await eventually(
      async () => child.exitCode !== null || (await isReady()),
      (done) => done,
      startLimitMs,
    );
    if (child.exitCode === null && (await isReady())) return true;
    await end('SIGKILL');
    return false;
  };
  const operations = () => {
    if (!mongo) throw new Error('it is not running');
    return mongo.db('operations');
  };

  return {
    stateDir,
    address: () => ({ hostname: '127.0.0.1', port }),
    operations,
    request,
    token,
    payment,
    async start() {
      for (let tries = 1; !(await startOnce()); tries += 1) {
        // Another suite may have taken a port since it was chosen; a run after the first keeps its own.
        if (wasUp || !/in use/.test(said) || tries >= portsToTry)
          throw new Error(`it did not start: ${said}`);
        [port, mongodbPort] = [await freePort(), await freePort()];
        said = '';
      }
      wasUp = true;
      mongo = await new MongoClient(`mongodb://127.0.0.1:${mongodbPort}`).connect();
      adminToken = await token({ sub: 'flow', roles: ['admin'], fleets: [] });
    },
    kill: () => end('SIGKILL'),
    async close() {
      await end('SIGTERM');
      await endEngines(stateDir);
      await rm(folder, { recursive: true, force: true });
    },
    async hooks() {
      const { body } = await request('GET', '/local/hooks');
      const { hooks } = body as { readonly hooks: readonly { shortcode: string; url: string }[] };
      return new Map(hooks.map((hook) => [hook.shortcode, new URL(hook.url).pathname]));
    },
    async book(...payments) {
      const now = new Date();
      const usual = {
        currency: 'KES',
        status: 'pending',
        method: 'mpesa',
        payerPhone: '254700000111',
        partnerId: '550e8400-e29b-41d4-a716-446655440000',
        shortcode: '600111',
        fleetId: 'acme-nairobi',
        createdAt: now,
        updatedAt: now,
      };
      await operations()
        .collection<PaymentId>('payments')
        .insertMany(payments.map((given) => ({ ...usual, ...given })));
    },
    paymentOnce: (id, status) =>
      eventually(
        () => payment(id),
        ({ reconciliation }) => reconciliation.status === status,
      ),
    async logs() {
      const directory = join(stateDir, 'logs');
      const names = existsSync(directory) ? await readdir(directory) : [];
      const texts = names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')] as const);
      return new Map([...(await Promise.all(texts)), ['the process itself', said]]);
    },
    secrets: async () =>
      (await readFile(join(stateDir, 'secrets.json'), 'utf8')).match(/[A-Za-z0-9+/]{40,}=*/g) ?? [],
  };
}

/** Those that a run left behind which could not stop them itself. */
async function endEngines(stateDir: string): Promise<void> {
  const text = await readFile(join(stateDir, 'running.json'), 'utf8').catch(() => '{"engines":[]}');
  const { engines } = JSON.parse(text) as { readonly engines: readonly ProcessRecord[] };
  for (const engine of engines) await endProcess(engine);
}

/** What was read when it first held, or what was read last when it never did: for an expectation to show. */
export async function eventually<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  withinMs = 30_000,
): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await pause(100)) {
    const value = await read();
    if (holds(value) || Date.now() > deadline) return value;
  }
}
