import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoCheckLedger } from '../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoConfigStore } from '../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../shared/adapters/dynamodb/balance-polls.ts';
import { dynamoInitiatorBook } from '../shared/adapters/dynamodb/initiators.ts';
import { memoryWorkQueue } from '../shared/adapters/memory/work-queue.ts';
import { configurationOf } from '../shared/balances/configuration.ts';
import type { ListedShortcode } from '../shared/balances/coverage.ts';
import { initiatorGate } from '../shared/balances/gate.ts';
import { queryBalance } from '../shared/balances/query-balance.ts';
import type { BalanceRequest } from '../shared/balances/request.ts';
import { requestBalances } from '../shared/balances/request-balances.ts';
import { partnerId, shortcode } from '../shared/kernel/identifiers.ts';
import { ok } from '../shared/kernel/result.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import { minutes } from '../shared/kernel/time.ts';
import { startDynamo } from '../test/support/dynamodb.ts';
import { type Measurement, median } from './measurement.ts';

const partners = 500;
const shortcodesEach = 20;
const intervalMinutes = 15;

/** A fleet of 10,000 shortcodes on the embedded DynamoDB: finding what is due, claiming it, and how evenly it falls. */
export async function measureBalancePolls(): Promise<readonly Measurement[]> {
  const dynamo = await startDynamo();
  try {
    return await measure(dynamo);
  } finally {
    await dynamo.stop();
  }
}

const aFleet = (): readonly ListedShortcode[] =>
  Array.from({ length: partners * shortcodesEach }, (_, n) => ({
    partnerId: partnerId(`partner-${Math.floor(n / shortcodesEach)}`),
    partnerName: `Partner ${Math.floor(n / shortcodesEach)}`,
    shortcode: shortcode(String(600_000 + n)),
    kind: 'paybill',
  }));

async function measure({ document, makeTables }: Awaited<ReturnType<typeof startDynamo>>) {
  const tables = await makeTables();
  const listed = aFleet();
  const begin = Date.UTC(2026, 10, 25, 9);
  let now = begin;
  let random = 0;
  const requests = memoryWorkQueue<BalanceRequest>();
  const stores = {
    configs: dynamoConfigStore(document, tables),
    polls: dynamoPollSchedule(document, tables),
    checks: dynamoCheckLedger(document, tables),
    initiators: dynamoInitiatorBook(document, tables),
  };
  const inFlight = new Map<string, number>();
  const deps = {
    ...stores,
    clock: () => now,
    tell: () => undefined,
    warn: () => undefined,
    partnerSecretPrefix: '',
    requests,
    random: () => (random++).toString(16).padStart(8, '0'),
    directory: { shortcodes: async () => listed },
    questions: {
      credential: async (partner: string) => ok({ initiator: { key: partner, credential: 'c' } }),
      ask: async ({ partnerId: partner }: { readonly partnerId: string }) => {
        inFlight.set(partner, (inFlight.get(partner) ?? 0) + 1);
        return { kind: 'asked', conversationId: '' } as const;
      },
    },
  };
  const fields = {
    enabled: true,
    check_interval_minutes: intervalMinutes,
    recovery_margin_percentage: 0,
    notify_on_low_balance: true,
    notify_on_unusual_drop: true,
    notify_on_balance_recovery: true,
  };
  await sideBySide([...new Set(listed.map((one) => one.partnerId))], 16, (partner) =>
    stores.configs.save(configurationOf({ partnerId: partner }, fields, { hasSlackWebhook: false, at: now })),
  );

  /** As if M-Pesa had answered: else they would be taken for lost and asked for again. */
  const forget = async () => {
    await sideBySide(requests.take(), 16, async ({ checkId }) => {
      const check = await stores.checks.get(checkId);
      if (check) await stores.checks.withdraw(check);
    });
  };
  // The first interval makes the polls and finds their places in it.
  for (let minute = 0; minute < intervalMinutes; minute++, now += minutes(1)) {
    await requestBalances(deps, now, () => true);
    await forget();
  }
  const perMinute: number[] = [];
  const rates: number[] = [];
  const finds: number[] = [];
  const scans: number[] = [];
  for (let minute = 0; minute < 5; minute++, now += minutes(1)) {
    finds.push(await timeOf(() => allDue(stores.polls, now)));
    scans.push(await timeOf(() => scanAll(document, tables.balances)));
    let requested = 0;
    const ms = await timeOf(async () => {
      requested = (await requestBalances(deps, now, () => true)).requested;
    });
    perMinute.push(requested);
    rates.push((requested / ms) * 60_000);
    if (minute < 4) await forget();
  }
  const puts = await timeOf(() =>
    sideBySide(Array.from({ length: 1_000 }), 16, (_, n = random++) =>
      document.send(new PutCommand({ TableName: tables.payments, Item: { pk: `P#${n}`, sk: 'P' } })),
    ),
  );
  const gate = initiatorGate(deps);
  const work = requests.take();
  await sideBySide(work, 16, (request) => queryBalance({ ...deps, gate }, request));
  return report({ perMinute, rates, finds, scans, putsPerMinute: (1_000 / puts) * 60_000, inFlight });
}

async function allDue(polls: ReturnType<typeof dynamoPollSchedule>, now: number): Promise<void> {
  let cursor: string | undefined;
  do {
    cursor = (await polls.due(now, { limit: 100, ...(cursor && { cursor }) })).cursor;
  } while (cursor);
}

/** What finding the due ones would cost without an index. */
async function scanAll(
  document: Awaited<ReturnType<typeof startDynamo>>['document'],
  TableName: string,
): Promise<void> {
  let from: Record<string, never> | undefined;
  do {
    const scan = new ScanCommand({ TableName, ...(from && { ExclusiveStartKey: from }) });
    const answer = await document.send(scan);
    from = answer.LastEvaluatedKey as typeof from;
  } while (from);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function report(found: {
  readonly perMinute: readonly number[];
  readonly rates: readonly number[];
  readonly finds: readonly number[];
  readonly scans: readonly number[];
  readonly putsPerMinute: number;
  readonly inFlight: ReadonlyMap<string, number>;
}): readonly Measurement[] {
  const [find, scan, rate] = [median(found.finds), median(found.scans), median(found.rates)];
  const even = (partners * shortcodesEach) / intervalMinutes;
  const fullest = Math.max(...found.perMinute);
  const most = Math.max(...found.inFlight.values());
  return [
    {
      what: 'find the due ones of 10,000',
      figure: `${find.toFixed(0)} ms`,
      baseline: `${scan.toFixed(0)} ms (read the table)`,
      ratio: find / scan,
    },
    {
      what: 'claim and request, a minute',
      figure: rate.toFixed(0),
      baseline: `${found.putsPerMinute.toFixed(0)} (bare puts)`,
      ratio: rate / found.putsPerMinute,
    },
    {
      what: 'polls in the fullest minute',
      figure: String(fullest),
      baseline: `${even.toFixed(0)} (evenly)`,
      ratio: fullest / even,
    },
    {
      what: 'calls in flight of one unproven operator',
      figure: String(most),
      baseline: `${shortcodesEach} (its shortcodes)`,
      ratio: most / shortcodesEach,
    },
  ];
}
