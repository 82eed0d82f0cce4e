import { describe, expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';

const parse = (own: Record<string, unknown> = {}) =>
  parseNotices('c2b', aC2bConfirmation(own), { hookShortcode: shortcode('600111') });

function only(own: Record<string, unknown> = {}) {
  const parsed = parse(own);
  if (!parsed.ok || !parsed.value[0]) throw new Error(JSON.stringify(parsed));
  return parsed.value[0];
}

describe('a confirmation', () => {
  it('reads the same from numbers', () => {
    expect(
      parse({
        TransTime: 20261014110305,
        TransAmount: 1500,
        BusinessShortCode: 600111,
        OrgAccountBalance: 48210.5,
      }),
    ).toEqual(parse());
  });

  it.each([
    ['10', 1_000],
    ['1,200.00', 120_000],
    [0.5, 50],
  ])('reads the amount %j', (TransAmount, amountMinor) => {
    expect(only({ TransAmount })).toMatchObject({ amountMinor });
  });

  it.each([
    ['254700000111', { clear: '254700000111' }],
    [254700000111, { clear: '254700000111' }],
    ['0700000111', { clear: '254700000111' }],
    ['+254 700 000 111', { clear: '254700000111' }],
    ['447911123456', { clear: '447911123456' }],
    ['25470****149', { masked: '25470****149' }],
    ['2547 ***** 126', { masked: '2547 ***** 126' }],
    [
      '2B88B4C9403F73FE9C66A15C34D96E4E91EAA6777374210716CA2B3F2BDDC1FF',
      { sha256: '2b88b4c9403f73fe9c66a15c34d96e4e91eaa6777374210716ca2b3f2bddc1ff' },
    ],
  ])('reads the phone %j', (MSISDN, phone) => {
    expect(only({ MSISDN })).toMatchObject({ phone });
  });

  it.each(['', null, undefined, 'unknown', {}])('does without a phone: %j', (MSISDN) => {
    expect(only({ MSISDN })).not.toHaveProperty('phone');
  });

  it('keeps the reference as the customer typed it', () => {
    expect(only({ BillRefNumber: ' inv 00418 ' })).toMatchObject({ reference: ' inv 00418 ' });
    expect(only({ BillRefNumber: 412233 })).toMatchObject({ reference: '412233' });
  });

  it.each(['', '   ', null, undefined])('does without a reference: %j', (BillRefNumber) => {
    expect(only({ BillRefNumber })).not.toHaveProperty('reference');
  });

  it('joins the names that are there', () => {
    expect(only({ FirstName: 'AMINA', MiddleName: '', LastName: 'FIXTURE' })).toMatchObject({
      payerName: 'AMINA FIXTURE',
    });
    expect(only({ FirstName: undefined })).not.toHaveProperty('payerName');
  });

  it.each(['Buy Goods', 'Customer Merchant Payment', 'OD Payment Transfer', '', undefined, 7])(
    'is money in, whatever its type says: %j',
    (TransactionType) => {
      expect(only({ TransactionType })).toMatchObject({
        kind: 'payment',
        direction: 'in',
        outcome: 'succeeded',
      });
    },
  );

  it.each(['', null, undefined])(
    'takes the shortcode of the URL if the body has none: %j',
    (BusinessShortCode) => {
      expect(only({ BusinessShortCode })).toMatchObject({ shortcode: '600111', shortcodeAssumed: true });
    },
  );

  it('believes the shortcode of the body', () => {
    expect(only({ BusinessShortCode: '600222' })).toMatchObject({ shortcode: '600222' });
    expect(only()).not.toHaveProperty('shortcodeAssumed');
  });

  it.each(['', '20261314110305', 'yesterday', undefined, null])(
    'does without a readable time: %j',
    (TransTime) => {
      expect(only({ TransTime })).not.toHaveProperty('occurredAt');
    },
  );
});

describe('what cannot be read', () => {
  it.each([
    ['TransAmount', { TransAmount: '0' }],
    ['TransAmount', { TransAmount: 0.0 }],
    ['TransAmount', { TransAmount: '-10.00' }],
    ['TransAmount', { TransAmount: 'ten' }],
    ['TransAmount', { TransAmount: undefined }],
    ['TransAmount', { TransAmount: '' }],
    ['TransID', { TransID: undefined }],
    ['TransID', { TransID: '' }],
    ['TransID', { TransID: 'UJE6#payment' }],
    ['TransID', { TransID: {} }],
    ['BillRefNumber', { BillRefNumber: {} }],
    ['BillRefNumber', { BillRefNumber: ['INV-1'] }],
    ['BillRefNumber', { BillRefNumber: true }],
    ['BusinessShortCode', { BusinessShortCode: [] }],
  ])('names %s of %j', (field, own) => {
    expect(parse(own)).toMatchObject({ ok: false, error: { reason: 'invalid_field', field } });
  });

  it('says what it expected and what it got, phone numbers masked', () => {
    const messageOf = (own: Record<string, unknown>) => {
      const parsed = parse(own);
      return parsed.ok ? undefined : parsed.error.message;
    };
    expect(messageOf({ TransAmount: '0.00' })).toBe('TransAmount: expected an amount above zero, got "0.00"');
    expect(messageOf({ TransAmount: undefined })).toBe(
      'TransAmount: expected an amount above zero, got nothing',
    );
    expect(messageOf({ TransAmount: [1] })).toBe('TransAmount: expected an amount above zero, got a list');
    expect(messageOf({ TransID: {} })).toBe('TransID: expected a receipt number, got an object');
    expect(messageOf({ TransID: null })).toBe('TransID: expected a receipt number, got null');
    expect(messageOf({ TransID: '+254700000111' })).toBe(
      'TransID: expected a receipt number, got "2547****0111"',
    );
  });

  it('is another kind if nothing of it is a payment', () => {
    expect(parseNotices('c2b', { hello: 1 }, { hookShortcode: shortcode('600111') })).toMatchObject({
      ok: false,
      error: {
        reason: 'unknown_kind',
        field: 'TransID',
        message: 'TransID: expected a C2B confirmation, got an unknown body',
      },
    });
  });
});
