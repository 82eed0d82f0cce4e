import { receipt, type Shortcode, shortcode } from '../kernel/identifiers.ts';
import { parseMinor } from '../kernel/money.ts';
import { ok, type Result } from '../kernel/result.ts';
import { eastAfricaTime } from '../kernel/time.ts';
import { asText, type Fields, invalidField, isBlank, longestId, tooLong } from './fields.ts';
import type { Notice, UnreadableNotice } from './notice.ts';
import { readPhone } from './phone.ts';
import { asReceipt } from './receipt.ts';

/**
 * Reads a C2B confirmation (daraja, C2B). Only the receipt and the amount must be there. `TransactionType` is ignored: real
 * ones go far beyond the documented two, and all of them are money in.
 */
export function parseC2bConfirmation(
  body: Fields,
  hookShortcode: Shortcode,
): Result<readonly Notice[], UnreadableNotice> {
  const receiptNumber = asReceipt(body.TransID);
  if (!receiptNumber) return invalidField('TransID', 'a receipt number', body.TransID);
  const amount = parseMinor(body.TransAmount);
  if (!amount.ok || amount.value <= 0)
    return invalidField('TransAmount', 'an amount above zero', body.TransAmount);

  const ownShortcode = asText(body.BusinessShortCode);
  const unreadable = texts.find(({ field }) => !isBlank(body[field]) && asText(body[field]) === undefined);
  if (unreadable) return invalidField(unreadable.field, unreadable.expected, body[unreadable.field]);
  // As typed, blanks included; compared in normalised form only.
  const reference = asText(body.BillRefNumber) && String(body.BillRefNumber);
  if (reference && reference.length > longestId) return tooLong('BillRefNumber', reference);
  if (ownShortcode && ownShortcode.length > longestId) return tooLong('BusinessShortCode', ownShortcode);
  const phone = readPhone(body.MSISDN);
  const payerName = [body.FirstName, body.MiddleName, body.LastName]
    .flatMap((name) => asText(name) ?? [])
    .join(' ');
  const occurredAt = eastAfricaTime(body.TransTime);
  const balance = parseMinor(body.OrgAccountBalance);
  return ok([
    {
      about: 'transaction',
      channel: 'c2b',
      receipt: receipt(receiptNumber),
      kind: 'payment',
      direction: 'in',
      outcome: 'succeeded',
      currency: 'KES',
      amountMinor: amount.value,
      ...(ownShortcode
        ? { shortcode: shortcode(ownShortcode) }
        : { shortcode: hookShortcode, shortcodeAssumed: true }),
      ...(reference && { reference }),
      ...(phone && { phone }),
      ...(payerName && { payerName }),
      ...(occurredAt !== undefined && { occurredAt }),
      ...(balance.ok && { balanceAfterMinor: balance.value }),
    },
  ]);
}

const texts = [
  { field: 'BillRefNumber', expected: 'the account number' },
  { field: 'BusinessShortCode', expected: 'a shortcode' },
] as const;
