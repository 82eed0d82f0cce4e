import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { synthesizeLocally } from '../../bin/synthesize.ts';
import { pollBalances } from '../../local/demo-balances.ts';
import { makeSample } from '../../local/sample/sample.ts';
import { settled } from '../../local/settled.ts';
import { type LocalSalio, startSalio } from '../../local/start-salio.ts';
import type { Usage, Use } from '../../operate/cost/usage.ts';
import { countUse, eachFigure, without } from './count-use.ts';
import { countWork, writtenMetrics } from './count-work.ts';
import { listenBetween } from './listen-between.ts';
import { storedBytes } from './stored-bytes.ts';

/** A tenth of the pace of `npm start`: a minute of theirs is six seconds, and as often is MongoDB looked at. */
const customerEveryMs = 400;
const lookEveryMs = 6_000;
const noticesApartMs = 300;
const warmUpMs = 12_000;
const idleRuns = 3;

/**
 * Lets simulated customers pay on the whole local stack, as they do after `npm start`, and counts what each part used.
 *
 * @param forMs how long, after a warm-up. The longer, the steadier the figures.
 */
export async function measureUsage(forMs: number): Promise<Usage> {
  const stateDir = mkdtempSync(join(tmpdir(), 'salio-usage-'));
  const listener = listenBetween();
  const quiet = { port: 0, mongodbPort: 0, stateDir, elsewhere: {}, log: () => undefined };
  // Its partners and their shortcodes; of what was paid before only one, which cannot be none.
  const firstSample = () => {
    const sample = makeSample({ now: Date.now() });
    return { ...sample, payments: sample.payments.slice(0, 1) };
  };
  const { between } = listener;
  const salio = await startSalio({ ...quiet, between, firstSample, synthesize: synthesizeLocally });
  try {
    const workSince = await countWork(salio, stateDir);
    await sendNoticesApart(salio);
    const used = () => countUse(listener.take(), workSince(), nameOfTable(salio));
    const perBalanceCheck = await pollOnce(salio, used);
    await trade(salio, warmUpMs);
    const before = await storedBytes(salio);
    used();
    const { payments, slackMessages } = await trade(salio, forMs);
    // Validation is asked by all customers of the simulator, and switched off at Safaricom unless it is asked for.
    const all = withoutFunction(used(), 'answer-validation');
    const perRun = await runEach(salio, used);
    const beside = [
      eachFigure(perBalanceCheck, (each) => each * (all.messages['balance-results'] ?? 0)),
      ...Object.entries(perRun).map(([name, use]) =>
        eachFigure(use, (each) => each * (all.functions[name]?.invocations ?? 0)),
      ),
    ];
    const callbacks = all.messages['payment-notices'] ?? 0;
    const per = (figure: number) => rounded(figure / callbacks);
    const grown = grownBy(before, await storedBytes(salio), without(all, beside));
    return {
      measuredOn: new Date().toISOString().slice(0, 10),
      how: 'npm run bench -- usage: simulated customers on the whole local stack, every call of its functions counted',
      callbacks,
      requests: {
        payments: per(payments),
        slackMessages: per(slackMessages),
      },
      perCallback: eachFigure(grown, per),
      perRun,
      perBalanceCheck,
      metrics: writtenMetrics(salio, stateDir),
    };
  } finally {
    await salio.close();
    await listener.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

const rounded = (figure: number): number => Math.round(figure * 1_000) / 1_000;

/** Two notices of the same money come some seconds apart, which are tenths of them here. */
async function sendNoticesApart({ runtime }: LocalSalio): Promise<void> {
  const body = JSON.stringify({ delay_ms: noticesApartMs, reorder: true });
  const headers = { 'content-type': 'application/json' };
  await fetch(`${runtime.url}/local/mpesa/faults`, { method: 'PUT', headers, body });
}

/** Customers come and pay for a while, MongoDB is looked at in between, and all that they left is done at the end. */
async function trade(salio: LocalSalio, forMs: number) {
  const { operations, collections, simulator, runtime, slack } = salio;
  const payments = operations.collection(collections.payments);
  const watch = runtime.schedules.find(({ name }) => name === 'watch-payments');
  const count = async () => ({
    payments: await payments.countDocuments(),
    slackMessages: slack.inbox.list().length,
  });
  const before = await count();
  const customers = salio.startCustomers({ everyMs: customerEveryMs, seed: 7 + before.payments });
  for (const until = Date.now() + forMs; Date.now() < until; ) {
    await pause(Math.min(lookEveryMs, until - Date.now()));
    await watch?.run(Date.now());
  }
  await customers.stop();
  await simulator.idle();
  for (let look = 0; look < 2; look++) {
    await settled(runtime);
    await watch?.run(Date.now());
  }
  await settled(runtime);
  const after = await count();
  return {
    payments: after.payments - before.payments,
    slackMessages: after.slackMessages - before.slackMessages,
  };
}

/** A balance of each shortcode of the sample, which are all due at first. */
async function pollOnce(salio: LocalSalio, used: () => Use): Promise<Use> {
  // So that the shortcodes are known.
  await salio.runtime.schedules.find(({ name }) => name === 'watch-payments')?.run(Date.now());
  await settled(salio.runtime);
  used();
  await pollBalances(salio, () => undefined);
  await settled(salio.runtime);
  const all = used();
  return eachFigure(withoutFunction(all, 'request-balances'), (each) =>
    rounded(each / (all.messages['balance-results'] ?? 1)),
  );
}

function withoutFunction(use: Use, name: string): Use {
  const { [name]: _, ...functions } = use.functions;
  return { ...use, functions };
}

/** Every scheduled function with nothing to do. */
async function runEach({ runtime }: LocalSalio, used: () => Use): Promise<Record<string, Use>> {
  const perRun: Record<string, Use> = {};
  for (const { name, run } of runtime.schedules) {
    if (name === 'report-revenue') continue;
    for (let time = 0; time < idleRuns; time++) await run(Date.now());
    const { functions, ...rest } = used();
    const own = functions[name];
    if (!own) continue;
    perRun[name] = eachFigure({ ...rest, functions: { [name]: own } }, (each) => rounded(each / idleRuns));
  }
  return perRun;
}

function grownBy(before: Sizes, after: Sizes, use: Use): Use {
  const sizes = Object.entries(after).map(([table, bytes]) => {
    const { writeUnits = 0, readUnits = 0 } = use.tables[table] ?? {};
    return [table, { writeUnits, readUnits, bytes: Math.max(0, bytes - (before[table] ?? 0)) }] as const;
  });
  return { ...use, tables: Object.fromEntries(sizes) };
}
type Sizes = Readonly<Record<string, number>>;

const nameOfTable = ({ tables }: LocalSalio) => {
  const names = new Map(Object.entries(tables).map(([name, physicalName]) => [physicalName, name]));
  return (physicalName: string) => names.get(physicalName) ?? physicalName;
};
