import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import { ok, type Result } from '../kernel/result.ts';
import {
  type Callback,
  openCallback,
  quarantineCallback,
  type Refusal,
  refuseCallback,
} from '../mpesa/callback.ts';
import type { Hook } from '../mpesa/hook.ts';
import { type InitiatorGate, type Verdict, verdictOn } from '../mpesa/initiator-gate.ts';
import type { AttemptNotice, Notice, QueryNotice, TransactionNotice } from '../mpesa/notice.ts';
import { type HookChannel, parseNotices } from '../mpesa/parse-notices.ts';
import type { Quarantine, QuarantineReason } from '../mpesa/quarantine.ts';
import { removeSecrets } from '../mpesa/remove-secrets.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { StatusQueryLog } from '../payments/status-query-log.ts';
import type { KeptNotice } from '../payments/transaction-ledger.ts';
import { placeTransaction } from './assign-transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { reconcileAffected, reconcileAttempt } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';

export interface ReceiveDependencies extends ReconcileDependencies {
  readonly hooks: HookDirectory;
  readonly quarantine: Quarantine;
  readonly statusQueryLog: StatusQueryLog;
  /** Told what the answer to a status query says of the credential that it was asked with. */
  readonly gate: Pick<InitiatorGate, 'settle'>;
}

/** M-Pesa's answer to a status query about a receipt that it does not have. */
const unknownReceipt = '2032';

const channels: Readonly<Record<string, { channel: HookChannel; isTimeout?: true }>> = {
  stk: { channel: 'stk' },
  'c2b/confirmation': { channel: 'c2b' },
  'status/result': { channel: 'status' },
  'status/timeout': { channel: 'status', isTimeout: true },
};

/**
 * Takes one callback to its end: kept and reconciled, parked until its payment is known, or put into quarantine with
 * the reason. Safe to repeat any number of times. Throws when a store cannot be reached.
 */
export async function receiveCallback(
  deps: ReceiveDependencies,
  callback: Callback,
): Promise<'accepted' | QuarantineReason> {
  const read = await readCallback(deps, callback);
  if (!read.ok) return quarantineCallback(deps.quarantine, callback, read.error);
  // The stop of a refused operator must not wait for anything.
  if (callback.queryId !== undefined) await deps.gate.settle(callback.queryId, verdictOf(read.value));
  for (const kept of read.value) await act(deps, kept, callback.isRedelivered);
  return 'accepted';
}

function verdictOf(answer: readonly KeptNotice[]): Verdict {
  const [first] = answer.map(({ notice }) => notice);
  if (first?.about !== 'query') return { kind: 'accepted' };
  return first.outcome === 'timeout' ? { kind: 'unknown' } : verdictOn(first.failure?.code ?? '');
}

async function readCallback(
  deps: ReceiveDependencies,
  callback: Callback,
): Promise<Result<readonly KeptNotice[], Refusal>> {
  const opened = await openCallback(deps.hooks, callback, channels);
  if (!opened.ok) return opened;
  const { hook, kind, body } = opened.value;
  const notices = parseNotices(kind.channel, body, {
    hookShortcode: hook.shortcode,
    ...(callback.queryId !== undefined && { queryId: callback.queryId }),
    ...(kind.isTimeout && { timeout: true }),
  });
  if (!notices.ok) return refuseCallback(notices.error.reason, notices.error.message);
  const owned = await Promise.all(notices.value.map((notice) => ownShortcode(deps, notice, hook)));
  const stranger = owned.find((notice) => !notice.ok);
  if (stranger && !stranger.ok) return stranger;

  const text = canonicalJson(removeSecrets(body));
  return ok(
    owned.flatMap((notice) =>
      notice.ok
        ? [
            {
              notice: notice.value,
              hash: sha256(text),
              body: text,
              receivedAt: callback.receivedAt,
              ...(callback.sourceIp !== undefined && { sourceIp: callback.sourceIp }),
            },
          ]
        : [],
    ),
  );
}

/** A token speaks for its partner's shortcodes only; a head-office or store number that nobody lists is the token's own. */
async function ownShortcode(
  deps: ReceiveDependencies,
  notice: Notice,
  hook: Hook,
): Promise<Result<Notice, Refusal>> {
  if (notice.about !== 'transaction' || !notice.shortcode || notice.shortcode === hook.shortcode)
    return ok(notice);
  const listed = await deps.hooks.shortcode(notice.shortcode);
  if (!listed) return ok({ ...notice, shortcode: hook.shortcode, shortcodeAssumed: true });
  if (listed.partnerId === hook.partnerId) return ok(notice);
  return refuseCallback(
    'shortcode_mismatch',
    `the body names shortcode ${notice.shortcode}, the URL is that of ${hook.shortcode}, another partner's`,
  );
}

async function act(deps: ReceiveDependencies, kept: KeptNotice, isRedelivered: boolean): Promise<void> {
  const { notice } = kept;
  switch (notice.about) {
    case 'transaction': {
      const listed = notice.shortcode && (await deps.hooks.shortcode(notice.shortcode));
      const expectsPayment = listed ? listed.expectsPayments : true;
      const placed = await placeTransaction(deps, kept as KeptNotice<TransactionNotice>, expectsPayment);
      const trigger = notice.channel === 'status' ? 'status_queried' : 'notice_received';
      const retry = expectsPayment && (placed.isNew || isRedelivered);
      return reconcileAffected(deps, placed.value, placed.affected, trigger, retry);
    }
    case 'attempt': {
      const recorded = await deps.transactions.recordAttempt(kept as KeptNotice<AttemptNotice>);
      await reconcileAttempt(
        deps,
        recorded.value.checkoutRequestId,
        'notice_received',
        recorded.isNew || isRedelivered,
      );
      return;
    }
    case 'query': {
      await deps.transactions.recordQuery(kept as KeptNotice<QueryNotice>);
      const query = await deps.statusQueryLog.get(notice.queryId);
      if (!query?.paymentId) return;
      const noSuchTransaction = notice.failure?.code === unknownReceipt;
      const asked = { at: query.askedAt, noSuchTransaction };
      await reconcilePayment(deps, query.paymentId, { trigger: 'status_queried', asked });
    }
  }
}
