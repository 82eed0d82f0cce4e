import { describe, expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { ok } from '../../../shared/kernel/result.ts';
import type { Notice } from '../../../shared/mpesa/notice.ts';
import { parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { anStkFailure, anStkSuccess, stkItems } from '../../support/builders/daraja-bodies.ts';

const parse = (body: unknown) => parseNotices('stk', body, { hookShortcode: shortcode('600111') });

function only(body: unknown): Notice {
  const parsed = parse(body);
  if (!parsed.ok || parsed.value.length !== 1 || !parsed.value[0]) throw new Error(JSON.stringify(parsed));
  return parsed.value[0];
}

describe('a success', () => {
  it.each([
    [
      'text instead of numbers',
      anStkSuccess(
        { Amount: '1500.00', TransactionDate: '20261014101552', PhoneNumber: '254700000111' },
        { ResultCode: '0' },
      ),
    ],
    ['a decimal amount', anStkSuccess({ Amount: 1500.0 })],
    ['a balance with a value', anStkSuccess({ Balance: 12.5 })],
    ['no balance', anStkSuccess({ Balance: undefined })],
    ['items reversed', anStkSuccess({}, { CallbackMetadata: { Item: stkItems().reverse() } })],
    ['unknown items and fields', anStkSuccess({ Surprise: 'x' }, { Extra: { deep: [1] } })],
    ['padded text', anStkSuccess({ MpesaReceiptNumber: ' UJE4K7X2QA ' })],
  ])('reads the same with %s', (_, body) => {
    expect(parse(body)).toEqual(parse(anStkSuccess()));
  });

  it('reads a metadata item that is not in a list', () => {
    const body = anStkSuccess(
      {},
      { CallbackMetadata: { Item: { Name: 'MpesaReceiptNumber', Value: 'UJE4K7X2QA' } } },
    );
    expect(only(body)).toMatchObject({ about: 'transaction', receipt: 'UJE4K7X2QA', outcome: 'succeeded' });
  });

  it.each([
    ['missing', undefined],
    ['without a value', null],
    ['empty', ''],
  ])('has no amount if that is %s', (_, Amount) => {
    const notice = only(anStkSuccess({ Amount }));
    expect(notice).toMatchObject({ about: 'transaction', receipt: 'UJE4K7X2QA' });
    expect(notice).not.toHaveProperty('amountMinor');
  });

  it.each(['PhoneNumber', 'TransactionDate'])('does without %s', (name) => {
    const field = name === 'PhoneNumber' ? 'phone' : 'occurredAt';
    expect(only(anStkSuccess({ [name]: undefined }))).not.toHaveProperty(field);
  });

  it.each([undefined, null, '', '-', 'N/A'])(
    'with the receipt %p is an attempt that succeeded',
    (MpesaReceiptNumber) => {
      expect(parse(anStkSuccess({ MpesaReceiptNumber }))).toEqual(
        ok([
          {
            about: 'attempt',
            channel: 'stk',
            checkoutRequestId: 'ws_CO_14102026101530123700000111',
            shortcode: '600111',
            outcome: 'succeeded',
          },
        ]),
      );
    },
  );

  it.each([undefined, null, {}, { Item: null }, { Item: 'x' }, { Item: [null, 7, {}] }, 'x'])(
    'without usable metadata (%j) is an attempt that succeeded',
    (CallbackMetadata) => {
      expect(only(anStkSuccess({}, { CallbackMetadata }))).toMatchObject({
        about: 'attempt',
        outcome: 'succeeded',
      });
    },
  );

  it.each([0, -5, '0.00', 'free', '1.005'])('with the amount %j is refused', (Amount) => {
    expect(parse(anStkSuccess({ Amount }))).toMatchObject({
      ok: false,
      error: { reason: 'invalid_field', field: 'Body.stkCallback.CallbackMetadata.Item.Amount' },
    });
  });
});

describe('a failure', () => {
  it.each([
    ['1032', 1032],
    ['1032', '1032'],
    ['SFC_IC0003', 'SFC_IC0003'],
  ])('keeps the code %s from %j', (code, ResultCode) => {
    expect(only(anStkFailure(ResultCode))).toMatchObject({
      about: 'attempt',
      outcome: 'failed',
      failure: { code },
    });
  });

  it('is none while M-Pesa still works on it', () => {
    const notice = only(anStkFailure('4999'));
    expect(notice).toMatchObject({ about: 'attempt', outcome: 'pending' });
    expect(notice).not.toHaveProperty('failure');
  });

  it('explains even a code that nobody documented', () => {
    expect(only(anStkFailure(7777))).toMatchObject({
      failure: {
        code: '7777',
        reason: 'M-Pesa gave the result code 7777, which its documents do not explain.',
      },
    });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['Body.stkCallback.CheckoutRequestID', anStkSuccess({}, { CheckoutRequestID: undefined })],
    ['Body.stkCallback.CheckoutRequestID', anStkFailure(1032, { CheckoutRequestID: '  ' })],
    ['Body.stkCallback.ResultCode', anStkFailure(1032, { ResultCode: undefined })],
    ['Body.stkCallback.ResultCode', anStkFailure({})],
    ['Body.stkCallback.CallbackMetadata.Item.Amount', anStkSuccess({ Amount: [] })],
    ['Body.stkCallback.CallbackMetadata.Item.Amount', anStkSuccess({ Amount: {} })],
    ['Body.stkCallback.CallbackMetadata.Item.MpesaReceiptNumber', anStkSuccess({ MpesaReceiptNumber: [] })],
    ['Body.stkCallback.CallbackMetadata.Item.MpesaReceiptNumber', anStkSuccess({ MpesaReceiptNumber: [[]] })],
  ])('names %s', (field, body) => {
    expect(parse(body)).toMatchObject({ ok: false, error: { reason: 'invalid_field', field } });
  });

  it.each([{}, { Body: null }, { Body: {} }, { Body: { stkCallback: [] } }, { stkCallback: {} }])(
    'is another kind: %j',
    (body) => {
      expect(parse(body)).toMatchObject({
        ok: false,
        error: { reason: 'unknown_kind', field: 'Body.stkCallback' },
      });
    },
  );

  it.each([null, undefined, 'text', 7, true, [], [{}]])('is no object: %j', (body) => {
    expect(parse(body)).toMatchObject({ ok: false, error: { reason: 'unreadable_body', field: 'body' } });
  });
});
