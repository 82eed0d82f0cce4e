import { checkoutRequestId, receipt, type Shortcode } from '../kernel/identifiers.ts';
import { parseMinor } from '../kernel/money.ts';
import { ok, type Result } from '../kernel/result.ts';
import { eastAfricaTime } from '../kernel/time.ts';
import {
  asFields,
  asList,
  asText,
  type Fields,
  invalidField,
  isBlank,
  isSuccessCode,
  longestId,
  tooLong,
} from './fields.ts';
import type { AttemptNotice, Notice, UnreadableNotice } from './notice.ts';
import { readPhone } from './phone.ts';
import { asReceipt } from './receipt.ts';
import { explainStkCode } from './result-codes.ts';

/**
 * Reads `Body.stkCallback` (daraja, STK push). A success with a receipt is a transaction; every other outcome is an attempt
 * known by its CheckoutRequestID alone. The callback names no shortcode: that of its URL is assumed.
 */
export function parseStkCallback(
  callback: Fields,
  hookShortcode: Shortcode,
): Result<readonly Notice[], UnreadableNotice> {
  const id = asText(callback.CheckoutRequestID);
  if (id === undefined) return invalidField(`${path}.CheckoutRequestID`, 'an id', callback.CheckoutRequestID);
  if (id.length > longestId) return tooLong(`${path}.CheckoutRequestID`, id);
  const code = asText(callback.ResultCode);
  if (code === undefined) return invalidField(`${path}.ResultCode`, 'a result code', callback.ResultCode);
  const attempt = { ...readStkOutcome('stk', id, code), shortcode: hookShortcode };
  if (!isSuccessCode(code)) return ok([attempt]);

  const items = metadataOf(callback);
  const told = items.get('MpesaReceiptNumber');
  const receiptNumber = asReceipt(told);
  if (!isBlank(told) && asText(told) === undefined) {
    return invalidField(`${path}.CallbackMetadata.Item.MpesaReceiptNumber`, 'a receipt number', told);
  }
  if (!receiptNumber) return ok([attempt]);
  const amount = items.get('Amount');
  const amountMinor = isBlank(amount) ? undefined : parseMinor(amount);
  if (amountMinor && !(amountMinor.ok && amountMinor.value > 0)) {
    return invalidField(`${path}.CallbackMetadata.Item.Amount`, 'an amount above zero', amount);
  }
  const phone = readPhone(items.get('PhoneNumber'));
  const occurredAt = eastAfricaTime(items.get('TransactionDate'));
  return ok([
    {
      about: 'transaction',
      channel: 'stk',
      receipt: receipt(receiptNumber),
      kind: 'payment',
      direction: 'in',
      outcome: 'succeeded',
      currency: 'KES',
      ...(amountMinor?.ok && { amountMinor: amountMinor.value }),
      shortcode: hookShortcode,
      shortcodeAssumed: true,
      ...(phone && { phone }),
      ...(occurredAt !== undefined && { occurredAt }),
      checkoutRequestId: checkoutRequestId(id),
    },
  ]);
}

const path = 'Body.stkCallback';

/** How a push ended, from the result code of a callback or of a query's answer; `4999` is M-Pesa's "not yet". */
export function readStkOutcome(channel: AttemptNotice['channel'], id: string, code: string): AttemptNotice {
  const about = { about: 'attempt', channel, checkoutRequestId: checkoutRequestId(id) } as const;
  if (isSuccessCode(code)) return { ...about, outcome: 'succeeded' };
  if (code === '4999') return { ...about, outcome: 'pending' };
  return { ...about, outcome: 'failed', failure: { code, reason: explainStkCode(code).reason } };
}

/** By name: neither the order nor the presence of items is certain, and `Balance` comes without a value. */
function metadataOf(callback: Fields): ReadonlyMap<string, unknown> {
  const items = asList(asFields(callback.CallbackMetadata)?.Item);
  return new Map(
    items.flatMap((item) => {
      const fields = asFields(item);
      const name = asText(fields?.Name);
      return fields && name !== undefined && fields.Value !== undefined
        ? [[name, fields.Value] as const]
        : [];
    }),
  );
}
