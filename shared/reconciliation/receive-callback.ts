import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import type { AttemptNotice, Notice, QueryNotice, TransactionNotice } from '../mpesa/notice.ts';
import { type HookChannel, parseNotices } from '../mpesa/parse-notices.ts';
import { maskSecretText, removeSecrets } from '../mpesa/remove-secrets.ts';
import type { Hook, HookDirectory } from '../payments/hook-directory.ts';
import type { Quarantine, QuarantineReason } from '../payments/quarantine.ts';
import type { StatusQueryLog } from '../payments/status-query-log.ts';
import type { KeptNotice } from '../payments/transaction-ledger.ts';
import { placeTransaction } from './assign-transaction.ts';
import type { ReconcileDependencies } from './dependencies.ts';
import { reconcileAffected, reconcileAttempt } from './reconcile-notice.ts';
import { reconcilePayment } from './reconcile-payment.ts';

/** One callback as our edge took it, nothing read yet. */
export interface Callback {
  readonly channel: string;
  readonly token: string;
  readonly body: string;
  /** In the URL of a status query's answer. */
  readonly queryId?: string;
  readonly sourceIp?: string;
  readonly requestId: string;
  readonly receivedAt: number;
  /** It was delivered before: what it should have caused may be half done. */
  readonly isRedelivered: boolean;
}

export interface ReceiveDependencies extends ReconcileDependencies {
  readonly hooks: HookDirectory;
  readonly quarantine: Quarantine;
  readonly statusQueryLog: StatusQueryLog;
}

interface Refusal {
  readonly reason: QuarantineReason;
  readonly message: string;
}

/** A callback is some hundred bytes; whatever is larger than this is none. */
const maxBodyBytes = 64 * 1024;

/** M-Pesa's answer to a status query about a receipt that it does not have. */
const unknownReceipt = '2032';

const channels = new Map<string, { readonly channel: HookChannel; readonly isTimeout?: true }>([
  ['stk', { channel: 'stk' }],
  ['c2b/confirmation', { channel: 'c2b' }],
  ['status/result', { channel: 'status' }],
  ['status/timeout', { channel: 'status', isTimeout: true }],
]);

/**
 * Takes one callback to its end: kept and reconciled, parked until its payment is known, or put into quarantine with
 * the reason. Safe to repeat any number of times. Throws when a store cannot be reached.
 */
export async function receiveCallback(
  deps: ReceiveDependencies,
  callback: Callback,
): Promise<'accepted' | QuarantineReason> {
  const tokenSha256 = sha256(callback.token);
  const read = await readCallback(deps, callback, tokenSha256);
  if (!read.ok) {
    const { channel, body, queryId, sourceIp, requestId, receivedAt } = callback;
    await deps.quarantine.put({
      ...read.error,
      channel,
      body: withoutSecrets(body),
      tokenSha256,
      requestId,
      receivedAt,
      ...(queryId !== undefined && { queryId }),
      ...(sourceIp !== undefined && { sourceIp }),
    });
    return read.error.reason;
  }
  for (const kept of read.value) await act(deps, kept, callback.isRedelivered);
  return 'accepted';
}

async function readCallback(
  deps: ReceiveDependencies,
  callback: Callback,
  tokenSha256: string,
): Promise<Result<readonly KeptNotice[], Refusal>> {
  const hook = await deps.hooks.hook(tokenSha256);
  if (!hook) return refuse('unknown_token', 'the token in the URL belongs to no shortcode');
  const kind = channels.get(callback.channel);
  if (!kind) {
    const known = [...channels.keys()].join(', ');
    return refuse('unknown_channel', `channel ${callback.channel} is none of ${known}`);
  }
  const bytes = Buffer.byteLength(callback.body);
  if (bytes > maxBodyBytes) {
    return refuse('too_large', `body has ${bytes} bytes, expected at most ${maxBodyBytes}`);
  }
  const body = parseJson(callback.body);
  if (!body.ok) return body;
  const notices = parseNotices(kind.channel, body.value, {
    hookShortcode: hook.shortcode,
    ...(callback.queryId !== undefined && { queryId: callback.queryId }),
    ...(kind.isTimeout && { timeout: true }),
  });
  if (!notices.ok) return refuse(notices.error.reason, notices.error.message);
  const owned = await Promise.all(notices.value.map((notice) => ownShortcode(deps, notice, hook)));
  const stranger = owned.find((notice) => !notice.ok);
  if (stranger && !stranger.ok) return stranger;

  const text = canonicalJson(removeSecrets(body.value));
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

/** As it came, unless it holds what must not be kept: M-Pesa posts our own requests back, credential and all. */
function withoutSecrets(body: string): string {
  const read = parseJson(body);
  if (!read.ok) return maskSecretText(body);
  const clean = removeSecrets(read.value);
  return canonicalJson(clean) === canonicalJson(read.value) ? body : JSON.stringify(clean);
}

function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text, /\\ud[89a-f]/i.test(text) ? wellFormed : undefined) as unknown);
  } catch {
    return refuse('unreadable_body', 'body is not JSON, expected a JSON object');
  }
}

/** Half a character, as of an emoji cut in two, can be kept nowhere; the money that came with it must be. */
const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

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
  return refuse(
    'shortcode_mismatch',
    `the body names shortcode ${notice.shortcode}, the URL is that of ${hook.shortcode}, another partner's`,
  );
}

const refuse = (reason: QuarantineReason, message: string) => failed({ reason, message });

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
      const asked = { at: query.askedAt, noSuchTransaction, about: query.receipt };
      await reconcilePayment(deps, query.paymentId, { trigger: 'status_queried', asked });
    }
  }
}
