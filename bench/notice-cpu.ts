import { MemoryPaymentBook } from '../shared/adapters/memory/payment-book.ts';
import { memoryPaymentIndex } from '../shared/adapters/memory/payment-index.ts';
import { memoryReconciliationLedger } from '../shared/adapters/memory/reconciliation-ledger.ts';
import { memoryStore } from '../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../shared/adapters/memory/transaction-ledger.ts';
import { memoryWorkQueue } from '../shared/adapters/memory/work-queue.ts';
import { canonicalJson, sha256 } from '../shared/kernel/canonical-json.ts';
import { partnerId, paymentId, shortcode } from '../shared/kernel/identifiers.ts';
import type { Callback } from '../shared/mpesa/callback.ts';
import { type ReceiveDependencies, receiveCallback } from '../shared/reconciliation/receive-callback.ts';
import { reconciliationSettings } from '../shared/reconciliation/settings.ts';
import { type Measurement, median } from './measurement.ts';

const rounds = 7;
const noticesPerRound = 2_000;
const token = 'a'.repeat(48);
const paybill = shortcode('600111');

/** CPU from a raw callback to the saved decision, stores in memory, against reading and hashing the same body. */
export async function measureNoticeCpu(): Promise<readonly Measurement[]> {
  const notices: number[] = [];
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { deps, callbacks } = aTradingDay();
    baselines.push(await cpuPerCall(callbacks, async ({ body }) => sha256(canonicalJson(JSON.parse(body)))));
    notices.push(await cpuPerCall(callbacks, (callback) => receiveCallback(deps, callback)));
  }
  const [notice, baseline] = [median(notices), median(baselines)];
  return [
    {
      what: 'CPU per notice, parsed, kept, matched, audited',
      figure: `${notice.toFixed(0)} µs`,
      baseline: `${baseline.toFixed(1)} µs (parse and hash the body)`,
      ratio: notice / baseline,
    },
  ];
}

async function cpuPerCall(
  callbacks: readonly Callback[],
  work: (callback: Callback) => Promise<unknown>,
): Promise<number> {
  const before = process.cpuUsage();
  for (const callback of callbacks) await work(callback);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / callbacks.length;
}

function aTradingDay(): { deps: ReceiveDependencies; callbacks: readonly Callback[] } {
  const store = memoryStore();
  const book = new MemoryPaymentBook();
  const now = Date.now();
  const numbers = Array.from({ length: noticesPerRound }, (_, number) => number);
  for (const number of numbers) {
    book.put({
      id: paymentId(`pay-${number}`),
      amountMinor: 150_000,
      currency: 'KES',
      status: 'processing',
      direction: 'in',
      reference: `INV-${number}`,
      shortcode: paybill,
      createdAt: now,
    });
  }
  const index = memoryPaymentIndex(store);
  for (const number of numbers) {
    void index.put({
      id: paymentId(`pay-${number}`),
      fingerprint: '',
      keys: [`reference#600111#INV${number}`],
    });
  }
  const none = async () => undefined;
  const acme = partnerId('acme');
  return {
    deps: {
      payments: book,
      index,
      transactions: memoryTransactionLedger(store),
      reconciliations: memoryReconciliationLedger(store),
      requests: { send: none },
      statusQueries: { send: none },
      settings: reconciliationSettings.parse({}),
      clock: Date.now,
      tell: () => undefined,
      tally: () => undefined,
      warn: () => undefined,
      hooks: {
        hook: async () => ({ partnerId: acme, shortcode: paybill }),
        shortcode: none,
        putHook: none,
        removeHook: none,
        putShortcodes: none,
      },
      quarantine: { put: none, noteReplay: none, list: async () => [], entry: none, get: none },
      forwards: memoryWorkQueue(),
      statusQueryLog: { put: none, get: none },
      gate: { settle: none },
    },
    callbacks: numbers.map((number) => ({
      channel: 'c2b/confirmation',
      tokenSha256: sha256(token),
      requestId: `request-${number}`,
      receivedAt: now,
      isRedelivered: false,
      body: JSON.stringify({
        TransactionType: 'Pay Bill',
        TransID: `UJE${String(number).padStart(7, '0')}`,
        TransTime: '20261014110305',
        TransAmount: '1500.00',
        BusinessShortCode: '600111',
        BillRefNumber: `inv ${number}`,
        OrgAccountBalance: '48210.50',
        MSISDN: '2547 ***** 111',
        FirstName: 'AMINA',
      }),
    })),
  };
}
