import { memoryBus, memoryOutbox } from '../../shared/adapters/memory/outbox.ts';
import { MemoryPaymentBook } from '../../shared/adapters/memory/payment-book.ts';
import { memoryIndexedPayments, memoryPaymentIndex } from '../../shared/adapters/memory/payment-index.ts';
import { memoryReconciliationLedger } from '../../shared/adapters/memory/reconciliation-ledger.ts';
import { memoryStatistics } from '../../shared/adapters/memory/statistics.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../../shared/adapters/memory/transaction-ledger.ts';
import { memoryWatchMarkStore } from '../../shared/adapters/memory/watch-mark.ts';
import { memoryWorkQueue } from '../../shared/adapters/memory/work-queue.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { partnerId, shortcode } from '../../shared/kernel/identifiers.ts';
import type { QuarantinedCallback, ReplayMark } from '../../shared/mpesa/quarantine.ts';
import type { Replay } from '../../shared/mpesa/replay.ts';
import type { Forward, ForwardTargets } from '../../shared/payments/forward.ts';
import type { PartnerShortcode } from '../../shared/payments/payment-book.ts';
import type { StatusQuery } from '../../shared/payments/status-query-log.ts';
import { watchPayments } from '../../shared/payments/watch-payments.ts';
import { afterWork } from '../../shared/reconciliation/after-work.ts';
import { type ReceiveDependencies, receiveCallback } from '../../shared/reconciliation/receive-callback.ts';
import { reconcileRequest } from '../../shared/reconciliation/reconcile-request.ts';
import { reconciliationSettings } from '../../shared/reconciliation/settings.ts';
import { sweepStuck } from '../../shared/reconciliation/sweep-stuck.ts';
import type { ReconcileRequest, StatusQueryRequest } from '../../shared/reconciliation/work-queue.ts';
import { listedHooks } from './listed-hooks.ts';
import { openGate } from './open-gate.ts';

class Crash extends Error {}
const streams = new Set(['all', 'changedSince']);

const token = 'a'.repeat(48);
export const paybill = shortcode('600111');
const acme = partnerId('acme');

/** The same partner's, which bills nobody there, with a URL of its own. */
export const tillsToken = 'e'.repeat(48);
export const till = shortcode('600112');

/** Another partner's, with a URL of its own. */
export const strangersToken = 'd'.repeat(48);
export const strangersPaybill = shortcode('700222');

const listing: PartnerShortcode = {
  partnerId: acme,
  partnerName: 'Acme Buses',
  shortcode: paybill,
  kind: 'paybill',
  expectsPayments: true,
  validation: 'accept_all',
};

const listings = [
  listing,
  { ...listing, shortcode: till, kind: 'till' as const, expectsPayments: false },
  { ...listing, partnerId: partnerId('stranger'), partnerName: 'Strangers', shortcode: strangersPaybill },
];

interface MemoryStackOptions {
  readonly now: number;
  readonly crashAt?: ReadonlySet<number>;
  readonly forwardTo?: ForwardTargets;
}

interface Message {
  readonly dueAt: number;
  readonly handle: () => Promise<unknown>;
}

/**
 * The pipeline over stores in memory, with a queue that delivers again what crashed. `crashAt` numbers calls of ports, each
 * counted before and after its effect: there the process dies.
 */
export function memoryStack(options: MemoryStackOptions) {
  let now = options.now;
  let calls = 0;
  let isMortal = true;
  const store = memoryStore();
  const book = new MemoryPaymentBook();
  book.list(listings);
  const bus = memoryBus();
  const messages: Message[] = [];
  const quarantined: QuarantinedCallback[] = [];
  const replays: (ReplayMark & { readonly quarantined: string })[] = [];
  const queries: StatusQuery[] = [];
  const statusQueries: StatusQueryRequest[] = [];
  const mark = memoryWatchMarkStore();
  const forwards = memoryWorkQueue<Forward>();

  const mayCrash = (): void => {
    if (options.crashAt?.has(calls++) && isMortal) throw new Crash();
  };
  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (streams.has(String(name))) return member.bind(target);
        return async (...given: unknown[]): Promise<unknown> => {
          mayCrash();
          const answer: unknown = await Reflect.apply(member, target, given);
          mayCrash();
          return answer;
        };
      },
    });

  const handle = (request: ReconcileRequest) => reconcileRequest(deps, request);
  const enqueue = (work: () => Promise<unknown>, delaySeconds = 0): void => {
    messages.push({ dueAt: now + delaySeconds * 1_000, handle: work });
  };
  const requests = {
    send: async (work: readonly ReconcileRequest[], delaySeconds = 0) => {
      for (const request of work) enqueue(() => handle(request), delaySeconds);
    },
  };
  const tokens = [token, tillsToken, strangersToken];
  const hooks = listedHooks(
    listings.map((each, at) => [tokens[at] ?? '', each]),
    options.forwardTo,
  );
  const outbox = mortal(memoryOutbox(store));
  const after = afterWork({
    outbox,
    bus: mortal(bus),
    statistics: memoryStatistics(),
    clock: () => now,
    warn: () => undefined,
  });
  const deps: ReceiveDependencies = {
    payments: mortal(book),
    index: mortal(memoryPaymentIndex(store)),
    transactions: mortal(memoryTransactionLedger(store)),
    reconciliations: mortal(memoryReconciliationLedger(store)),
    requests: mortal(requests),
    statusQueries: mortal({
      send: async (work: readonly StatusQueryRequest[]) => {
        statusQueries.push(...work);
      },
    }),
    settings: reconciliationSettings.parse({}),
    clock: () => now,
    tell: after.tell,
    tally: after.tally,
    warn: () => undefined,
    hooks,
    quarantine: mortal({
      put: async (callback: QuarantinedCallback) => {
        quarantined.push(callback);
      },
      noteReplay: async (id: string, mark: ReplayMark) => {
        replays.push({ quarantined: id, ...mark });
      },
      list: async () => [],
      entry: async () => undefined,
      get: async () => undefined,
    }),
    forwards: mortal(forwards),
    statusQueryLog: {
      put: async (query: StatusQuery) => {
        queries.push(query);
      },
      get: async (id: string) => queries.find((query) => query.id === id),
    },
    gate: openGate,
  };

  /** Delivers what is due until nothing is; a crash brings the same message again. */
  const deliver = async (): Promise<void> => {
    for (let next = takeDue(); next; next = takeDue()) {
      try {
        await next.handle();
        await after.finish();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        messages.push(next);
      }
    }
  };
  const takeDue = (): Message | undefined => {
    const at = messages.findIndex(({ dueAt }) => dueAt <= now);
    return at < 0 ? undefined : messages.splice(at, 1)[0];
  };

  return {
    deps,
    book,
    bus,
    store,
    quarantined,
    replays,
    statusQueries,
    forwards,
    deliver,
    get now() {
      return now;
    },
    passTime(ms: number): void {
      now += ms;
    },
    /** Puts a callback on the queue, as API Gateway does. */
    post(
      channel: string,
      body: unknown,
      own: { readonly token?: string; readonly queryId?: string; readonly replay?: Replay } = {},
    ): void {
      let deliveries = 0;
      const receivedAt = now;
      enqueue(() =>
        receiveCallback(deps, {
          channel,
          tokenSha256: sha256(own.token ?? token),
          body: typeof body === 'string' ? body : JSON.stringify(body),
          requestId: `request-${calls}`,
          receivedAt,
          isRedelivered: deliveries++ > 0,
          ...(own.queryId !== undefined && { queryId: own.queryId }),
          ...(own.replay && { replay: own.replay }),
        }),
      );
    },
    /** Lets the schedules run and time pass until nothing is left to do. */
    async settle(): Promise<void> {
      for (let minute = 0; minute < 20; minute++) {
        await deliver();
        await untilDone(watch);
        await deliver();
        now += 60_000;
      }
      await untilDone(() => sweepStuck(deps, now, () => true));
      await deliver();
      await untilDone(() => publishEvents({ outbox, bus }, now + 60_000, () => true));
      isMortal = false;
    },
  };

  async function watch(): Promise<void> {
    await watchPayments(
      {
        payments: deps.payments,
        indexed: mortal(memoryIndexedPayments(store)),
        hooks,
        mark: mortal(mark),
        request: (changes) => deps.requests.send(changes.map((change) => ({ of: 'payment', ...change }))),
        unreadable: () => undefined,
        asked: new Map(),
        settings: { compareAllUpTo: 10_000 },
      },
      now,
    );
  }
}

async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}
