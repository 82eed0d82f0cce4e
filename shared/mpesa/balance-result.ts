import { ok, type Result } from '../kernel/result.ts';
import { eastAfricaTime } from '../kernel/time.ts';
import { type Account, parseAccounts } from './account-balances.ts';
import { asFields, asText, describe, type Fields, invalidField, isSuccessCode, refuse } from './fields.ts';
import type { UnreadableNotice } from './notice.ts';
import { explainApiCode } from './result-codes.ts';
import { type ResultParameters, resultParameters, resultProduct } from './result-envelope.ts';

/** What M-Pesa answers to a balance query. */
export type BalanceNotice =
  | {
      readonly kind: 'accounts';
      readonly accounts: readonly Account[];
      /** Epoch milliseconds, M-Pesa's own time. */
      readonly completedAt?: number;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string; readonly completedAt?: number }
  /** M-Pesa gave up by itself; a result may still follow. */
  | { readonly kind: 'timeout' };

/**
 * Reads what was posted to the URLs of a balance query. A timeout is our own request sent back, a result envelope, or nothing
 * at all; a full result is read as such, whichever of the two URLs it took. Total over any JSON.
 */
export function parseBalanceResult(
  body: unknown,
  { isTimeout }: { readonly isTimeout: boolean },
): Result<BalanceNotice, UnreadableNotice> {
  const fields = asFields(body);
  if (isTimeout && (!fields ? isNothing(body) : Object.keys(fields).length === 0))
    return ok({ kind: 'timeout' });
  if (!fields) return refuse('unreadable_body', 'body', 'a JSON object', describe(body));
  const result = asFields(fields.Result);
  if (!result) {
    if (isOwnRequest(fields)) return ok({ kind: 'timeout' });
    return refuse('unknown_kind', 'Result', 'the result of a balance query', describe(fields.Result));
  }
  const parameters = resultParameters(result);
  if (isOfAnotherProduct(result, parameters))
    return refuse('unknown_kind', 'Result', 'the result of a balance query', 'that of another request');
  const values = parameters.get('AccountBalance');
  if (isTimeout && !values) return ok({ kind: 'timeout' });
  const code = asText(result.ResultCode);
  if (code === undefined) return invalidField('Result.ResultCode', 'a result code', result.ResultCode);
  const completedAt = eastAfricaTime(parameters.get('BOCompletedTime')?.[0]);
  const when = completedAt === undefined ? {} : { completedAt };
  if (!isSuccessCode(code)) return ok({ kind: 'failed', code, reason: explainApiCode(code).reason, ...when });
  return ok({ kind: 'accounts', accounts: (values ?? []).flatMap(parseAccounts), ...when });
}

const isNothing = (body: unknown): boolean => body === undefined || body === null || body === '';

const isOwnRequest = (fields: Fields): boolean => {
  const command = asText(fields.CommandID ?? fields['Command ID']);
  return (
    command === 'AccountBalance' || (command === undefined && 'Initiator' in fields && 'PartyA' in fields)
  );
};

/** A failure tells little of what it belongs to: only what another product alone carries counts against it. */
function isOfAnotherProduct(result: Fields, parameters: ResultParameters): boolean {
  const product = resultProduct(result, parameters);
  if (product === 'b2c' || product === 'reversal') return true;
  const action = asText(parameters.get('ActionType')?.[0]);
  const isStatus =
    parameters.has('TransactionStatus') ||
    parameters.has('ReceiptNo') ||
    /^TransactionStatus/i.test(action ?? '');
  return isStatus && !parameters.has('AccountBalance');
}
