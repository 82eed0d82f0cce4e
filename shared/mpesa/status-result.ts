import { receipt, type Shortcode } from '../kernel/identifiers.ts';
import { parseMinor } from '../kernel/money.ts';
import { ok, type Result } from '../kernel/result.ts';
import { eastAfricaTime } from '../kernel/time.ts';
import { asText, type Fields, invalidField, isSuccessCode } from './fields.ts';
import type { Failure, Notice, Outcome, QueryNotice, TransactionNotice, UnreadableNotice } from './notice.ts';
import { asReceipt } from './receipt.ts';
import { explainApiCode } from './result-codes.ts';
import type { ResultParameters } from './result-envelope.ts';
import { readFlow } from './status-flow.ts';

const outcomes = new Map<string, Outcome>([
  ['completed', 'succeeded'],
  ['initiated', 'pending'],
  ['authorized', 'pending'],
  ['pending', 'pending'],
  ['pending authorized', 'pending'],
  ['cancelled', 'failed'],
  ['declined', 'failed'],
  ['expired', 'failed'],
  ['failed', 'failed'],
]);

/**
 * Reads the result of a status query (daraja, Transaction Status). A result code of 0 says only that the question was
 * answered; what became of the money is in `TransactionStatus`. A word not in the documents counts as not final.
 */
export function parseStatusResult(
  result: Fields,
  parameters: ResultParameters,
  queryId: string,
  hookShortcode: Shortcode,
): Result<readonly Notice[], UnreadableNotice> {
  const code = asText(result.ResultCode);
  if (code === undefined) return invalidField('Result.ResultCode', 'a result code', result.ResultCode);
  if (!isSuccessCode(code)) return ok([failedQuery(queryId, { code, reason: explainApiCode(code).reason })]);

  const told = (key: string): unknown => parameters.get(key)?.[0];
  const status = asText(told('TransactionStatus'));
  if (!status)
    return invalidField(`${path}.TransactionStatus`, 'how the transaction stands', told('TransactionStatus'));
  const outcome = outcomes.get(status.toLowerCase()) ?? 'pending';
  const failure: Failure = {
    code: status,
    reason: `M-Pesa says that the transaction was ${status.toLowerCase()}.`,
  };

  const receiptNumber = asReceipt(told('ReceiptNo'));
  if (!receiptNumber && outcome === 'failed') return ok([failedQuery(queryId, failure)]);
  if (!receiptNumber) return invalidField(`${path}.ReceiptNo`, 'a receipt number', told('ReceiptNo'));
  const amount = told('Amount') === undefined ? undefined : parseMinor(told('Amount'));
  if (amount && !(amount.ok && amount.value > 0)) {
    return invalidField(`${path}.Amount`, 'an amount above zero', told('Amount'));
  }
  const notice: TransactionNotice = {
    about: 'transaction',
    channel: 'status',
    receipt: receipt(receiptNumber),
    outcome,
    currency: 'KES',
    ...readFlow(parameters, hookShortcode),
    ...(amount?.ok && { amountMinor: amount.value }),
    ...optional('occurredAt', eastAfricaTime(told('FinalisedTime')) ?? eastAfricaTime(told('InitiatedTime'))),
    ...(outcome === 'failed' && { failure }),
  };
  return ok([notice]);
}

const path = 'Result.ResultParameters';

const failedQuery = (queryId: string, failure: Failure): QueryNotice => ({
  about: 'query',
  channel: 'status',
  queryId,
  outcome: 'failed',
  failure,
});

const optional = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
