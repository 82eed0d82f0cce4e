import type { Play } from '../../local/sample/mpesa-side.ts';
import type { Sample } from '../../local/sample/sample.ts';
import { memoryHookDirectory } from '../../shared/adapters/memory/hook-directory.ts';
import { MemoryPaymentBook } from '../../shared/adapters/memory/payment-book.ts';
import { memoryPaymentIndex } from '../../shared/adapters/memory/payment-index.ts';
import { memoryQuarantine } from '../../shared/adapters/memory/quarantine.ts';
import { memoryReconciliationLedger } from '../../shared/adapters/memory/reconciliation-ledger.ts';
import { memoryStatusQueryLog } from '../../shared/adapters/memory/status-query-log.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../../shared/adapters/memory/transaction-ledger.ts';
import { memoryWorkQueue } from '../../shared/adapters/memory/work-queue.ts';
import { readPartner } from '../../shared/adapters/mongodb/partner-document.ts';
import { readEntry } from '../../shared/adapters/mongodb/payment-document.ts';
import { mongoSettings } from '../../shared/adapters/mongodb/settings.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { type PaymentId, paymentId, receipt } from '../../shared/kernel/identifiers.ts';
import { type ReceiveDependencies, receiveCallback } from '../../shared/reconciliation/receive-callback.ts';
import { reconcilePayment } from '../../shared/reconciliation/reconcile-payment.ts';
import { reconciliationSettings } from '../../shared/reconciliation/settings.ts';
import type { ReconcileRequest, StatusQueryRequest } from '../../shared/reconciliation/work-queue.ts';
import { openGate } from './open-gate.ts';

/** The sample's documents and callbacks before the product's own core, over stores in memory. */
export async function runOf(sample: Sample, startedAt: number) {
  let now = startedAt;
  const settings = mongoSettings.parse({});
  const store = memoryStore();
  const book = new MemoryPaymentBook();
  const hooks = memoryHookDirectory();
  const quarantine = memoryQuarantine();
  const unreadable: string[] = [];

  const listed = sample.partners.flatMap((partner) =>
    readPartner({ ...partner }, settings).flatMap((one) => (one.ok ? [one.value] : [])),
  );
  await hooks.putShortcodes(listed);
  for (const { shortcode, partnerId } of listed)
    await hooks.putHook(sha256(tokenOf(shortcode)), { shortcode, partnerId });
  const ids: PaymentId[] = [];
  for (const document of sample.payments) {
    const { id, payment } = readEntry({ ...document }, settings);
    if (payment.ok) book.put(payment.value);
    else unreadable.push(`${id}: ${payment.error.message}`);
    ids.push(id);
  }
  const requests = memoryWorkQueue<ReconcileRequest>();
  const deps: ReceiveDependencies = {
    payments: book,
    index: memoryPaymentIndex(store),
    transactions: memoryTransactionLedger(store),
    reconciliations: memoryReconciliationLedger(store),
    requests,
    statusQueries: memoryWorkQueue<StatusQueryRequest>(),
    settings: reconciliationSettings.parse({}),
    clock: () => now,
    tell: () => undefined,
    tally: () => undefined,
    warn: () => undefined,
    hooks,
    quarantine,
    forwards: memoryWorkQueue(),
    statusQueryLog: memoryStatusQueryLog(),
    gate: openGate,
  };
  let posted = 0;

  return {
    unreadable,
    passTime(ms: number) {
      now += ms;
    },
    async reconcileAll() {
      for (const id of ids) await reconcilePayment(deps, id, { trigger: 'payment_initiation' });
    },
    async post(plays: readonly Play[]) {
      for (const play of plays) {
        const { channel, queryId } = splitChannel(play.channel);
        await receiveCallback(deps, {
          channel,
          ...(queryId !== undefined && { queryId }),
          tokenSha256: sha256(play.token ?? tokenOf(play.shortcode)),
          body: play.body,
          requestId: `request-${posted++}`,
          receivedAt: now,
          isRedelivered: false,
        });
      }
    },
    async outcomes() {
      return Promise.all(
        sample.expected.payments.map(async ({ id, story }) => {
          const decision = (await deps.reconciliations.read(paymentId(id))).state?.decision;
          return {
            id,
            story,
            status: decision?.status,
            issues: decision?.issues.map(({ type }) => type).toSorted(),
          };
        }),
      );
    },
    async fates() {
      return Promise.all(
        sample.expected.transactions.map(async (expected) => {
          const [head] = await deps.transactions.transactions([
            { receipt: receipt(expected.receipt), kind: 'payment' },
          ]);
          const given = (head?.allocations.length ?? 0) > 0;
          return { receipt: expected.receipt, heard: head !== undefined, given };
        }),
      );
    },
    quarantined: async () => {
      const counts: Record<string, number> = {};
      for (const { reason } of await quarantine.list({ limit: 1_000 }))
        counts[reason] = (counts[reason] ?? 0) + 1;
      return counts;
    },
  };
}

const tokenOf = (shortcode: string): string => shortcode.padEnd(48, '0');

/** As the routes of the REST API do. */
function splitChannel(channel: string): { readonly channel: string; readonly queryId?: string } {
  const [, queryId, kind] = /^status\/([^/]+)\/(result|timeout)$/.exec(channel) ?? [];
  if (queryId && kind) return { channel: `status/${kind}`, queryId };
  return { channel: ['stk', 'c2b/confirmation'].includes(channel) ? channel : 'unknown' };
}
