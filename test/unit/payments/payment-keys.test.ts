import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import {
  keysOfPayment,
  keysOfReference,
  keysOfTransaction,
  normaliseReference,
} from '../../../shared/payments/payment-keys.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aPayout, aReversal, aTransaction } from '../../support/builders/a-transaction.ts';

describe('normaliseReference', () => {
  it.each([
    ['INV-00417', 'INV00417'],
    [' inv 00417 ', 'INV00417'],
    ['inv/00417.', 'INV00417'],
    ['0041', '0041'],
    ['- ', ''],
    ['é№7', '7'],
  ])('compares %j as %j', (reference, normalised) => expect(normaliseReference(reference)).toBe(normalised));

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => normaliseReference(normaliseReference(text)) === normaliseReference(text),
      ),
    );
  });
});

const full = {
  checkoutRequestId: checkoutRequestId('ws_CO_1'),
  mpesaReceipt: receipt('uje6t1w9zb'),
  reference: 'inv-1',
  shortcode: shortcode('600111'),
};

describe('keysOfPayment', () => {
  it('ranks them, strongest first', () => {
    expect(keysOfPayment(aPayment(full))).toEqual([
      { rule: 'checkout_request_id', key: 'crq#ws_CO_1' },
      { rule: 'receipt', key: 'receipt#UJE6T1W9ZB' },
      { rule: 'reference', key: 'reference#600111#INV1' },
    ]);
  });

  it('waits at any shortcode if it names none', () => {
    expect(keysOfPayment(aPayment({ reference: 'inv-1' }))).toEqual([
      { rule: 'reference', key: 'reference#*#INV1' },
    ]);
  });

  it('has no key of what is empty', () => {
    expect(keysOfPayment(aPayment())).toEqual([]);
    expect(keysOfPayment(aPayment({ reference: ' - ', mpesaReceipt: receipt('-') }))).toEqual([]);
  });
});

describe('keysOfTransaction', () => {
  it('ranks them, and looks at its own shortcode and at any', () => {
    const ids = [checkoutRequestId('ws_CO_1'), checkoutRequestId('ws_CO_2')];
    expect(keysOfTransaction(aTransaction({ checkoutRequestIds: ids, reference: 'INV 1' }))).toEqual([
      { rule: 'checkout_request_id', key: 'crq#ws_CO_1' },
      { rule: 'checkout_request_id', key: 'crq#ws_CO_2' },
      { rule: 'receipt', key: 'receipt#UJE6T1W9ZB' },
      { rule: 'reference', key: 'reference#600111#INV1' },
      { rule: 'reference', key: 'reference#*#INV1' },
    ]);
  });

  it('finds a payout by its receipt only', () => {
    expect(keysOfTransaction(aPayout({ reference: 'INV-1' }))).toEqual([
      { rule: 'receipt', key: 'receipt#UJEB3N7P1Q' },
    ]);
  });

  it.each([aReversal(), aTransaction({ kind: 'charge' }), aTransaction({ kind: 'sweep-out' })])(
    '$kind has none',
    (transaction) => {
      expect(keysOfTransaction(transaction)).toEqual([]);
    },
  );

  it('meets a payment exactly if one key of each is equal', () => {
    const meets = (own: Partial<typeof full>) => {
      const keys = keysOfPayment(aPayment(own)).map(({ key }) => key);
      const transaction = aTransaction({ reference: 'INV 1', checkoutRequestIds: [full.checkoutRequestId] });
      return keysOfTransaction(transaction).some(({ key }) => keys.includes(key));
    };
    expect(meets({ reference: 'inv1', shortcode: shortcode('600111') })).toBe(true);
    expect(meets({ reference: 'inv1' })).toBe(true);
    expect(meets({ reference: 'inv1', shortcode: shortcode('600222') })).toBe(false);
    expect(meets({ reference: 'inv2' })).toBe(false);
    expect(meets({ checkoutRequestId: full.checkoutRequestId })).toBe(true);
    expect(meets({ mpesaReceipt: full.mpesaReceipt })).toBe(true);
  });
});

it('keysOfReference gives what a question about an account number needs', () => {
  expect(keysOfReference('inv 1', ['600111']).map(({ key }) => key)).toEqual([
    'reference#600111#INV1',
    'reference#*#INV1',
  ]);
  expect(keysOfReference('inv 1', []).map(({ key }) => key)).toEqual(['reference#*#INV1']);
  expect(keysOfReference(undefined, ['600111'])).toEqual([]);
});
