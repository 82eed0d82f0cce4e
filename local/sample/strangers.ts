import { c2bBody, stkCallback } from '../mpesa/callback-bodies.ts';
import { newCheckoutRequestId, newReceipt, newRequestId } from '../mpesa/identities.ts';
import { decimals, hexadecimals, type Random } from '../mpesa/random.ts';
import { anyPhone } from './booking.ts';
import type { MpesaSide, Play } from './mpesa-side.ts';
import { busTrade, canteenTill, trades } from './partners.ts';

/** Money that no booking waits for. @returns receipts that must end unmatched, and those that nobody expects to match. */
export function strangeMoney(random: Random, mpesa: MpesaSide, anyTime: () => number) {
  const payer = (shortcode: string, kind: 'paybill' | 'till', reference: string) => ({
    shortcode,
    kind,
    reference,
    amountMinor: random.integer(2, 60) * 5_000,
    phone: anyPhone(random),
  });
  const pay = (count: number, make: () => ReturnType<typeof payer>): readonly string[] =>
    Array.from({ length: count }, () => mpesa.payByC2b(make(), { at: anyTime() }));

  const unknownReference = () =>
    payer(
      random.pick(trades).paybill,
      'paybill',
      random.pick(['fare', 'KDA 412B', `0${random.text(9, decimals)}`, 'ACC77', 'harambee']),
    );
  return {
    unmatched: [...pay(25, unknownReference), ...pay(10, () => payer(busTrade.till, 'till', ''))],
    ignored: pay(60, () => payer(canteenTill, 'till', '')),
  };
}

export type QuarantineReason =
  | 'unknown_token'
  | 'unknown_channel'
  | 'unreadable_body'
  | 'unknown_kind'
  | 'invalid_field'
  | 'shortcode_mismatch';

/** Callbacks that must end in quarantine, with the reason that each must have. */
export function strangeCallbacks(
  random: Random,
  anyTime: () => number,
): readonly (Play & { readonly reason: QuarantineReason })[] {
  const at = () => anyTime();
  const phone = anyPhone(random);
  const c2b = (time: number, given: object = {}): object => ({
    ...c2bBody(
      {
        ...{
          receipt: newReceipt(random, time),
          at: time,
          amountMinor: 35_000,
          shortcode: '600111',
          kind: 'paybill',
        },
        ...{ reference: 'INV-00001', phone, version: 'v2' },
      },
      6_000_000,
    ),
    ...given,
  });
  const stk = (time: number): object =>
    stkCallback({
      merchantRequestId: newRequestId(random),
      checkoutRequestId: newCheckoutRequestId(random, time, phone),
      resultCode: '1032',
    });
  const withoutId = {
    Body: { stkCallback: { MerchantRequestID: newRequestId(random), ResultCode: 0, ResultDesc: 'ok' } },
  };
  const one = (
    reason: QuarantineReason,
    channel: string,
    make: (time: number) => object | string,
    more: Partial<Play> = {},
  ) => {
    const time = at();
    const body = make(time);
    return {
      reason,
      shortcode: '600111',
      channel,
      at: time,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    };
  };
  const stranger = () => ({ token: random.text(48, hexadecimals) });

  return [
    one('unknown_token', 'stk', stk, stranger()),
    one('unknown_token', 'c2b/confirmation', (time) => c2b(time), stranger()),
    one('unknown_token', 'c2b/confirmation', (time) => c2b(time), { token: 'test' }),
    one('unknown_channel', 'c2b/confirm', (time) => c2b(time)),
    one('unknown_channel', 'payments', (time) => c2b(time)),
    one('unreadable_body', 'stk', (time) => JSON.stringify(stk(time)).slice(0, -25)),
    one('unreadable_body', 'c2b/confirmation', () => 'TransID=UJE6T1W9ZB&TransAmount=1200'),
    one('unreadable_body', 'c2b/confirmation', () => '[]'),
    one('unknown_kind', 'stk', (time) => c2b(time)),
    one('unknown_kind', 'c2b/confirmation', stk),
    one('unknown_kind', 'c2b/confirmation', () => ({ hello: 'world' })),
    one('unknown_kind', `status/${random.text(32, hexadecimals)}/result`, (time) => c2b(time)),
    one('invalid_field', 'c2b/confirmation', (time) => c2b(time, { TransAmount: 'twelve' })),
    one('invalid_field', 'c2b/confirmation', (time) => c2b(time, { TransAmount: '-50.00' })),
    one('invalid_field', 'c2b/confirmation', (time) => c2b(time, { TransID: '' })),
    one('invalid_field', 'stk', () => withoutId),
    one('shortcode_mismatch', 'c2b/confirmation', (time) => c2b(time, { BusinessShortCode: '174379' })),
    one('shortcode_mismatch', 'c2b/confirmation', (time) => c2b(time, { BusinessShortCode: '600222' })),
  ];
}
