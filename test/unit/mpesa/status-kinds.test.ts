import { describe, expect, it } from '@jest/globals';
import { aStatusResult } from '../../support/builders/daraja-bodies.ts';
import { onlyNotice } from '../../support/parse-status.ts';

describe('kinds of transactions', () => {
  const b2c = {
    DebitPartyName: '600111 - ACME FIXTURES LTD',
    CreditPartyName: '254700000111 - AMINA FIXTURE SAMPLE',
    DebitPartyCharges: 'Fee For B2C Payment|KES|22.40',
    CreditPartyCharges: null,
    DebitAccountType: 'Utility Account',
    ReasonType: 'Business Payment to Customer via API',
  };

  it('a payout goes from our shortcode to a customer', () => {
    expect(onlyNotice(aStatusResult(b2c))).toMatchObject({
      kind: 'payout',
      direction: 'out',
      shortcode: '600111',
      phone: { clear: '254700000111' },
      payerName: 'AMINA FIXTURE SAMPLE',
      chargeMinor: 2_240,
      amountMinor: 150_000,
    });
  });

  const org = (code: string) => `${code} - SOME ORG`;
  it.each([
    ['Fuliza by STK', { ReasonType: 'Pay Utility with OD via STK' }, 'payment', 'in'],
    ['a standing order', { ReasonType: 'Standing Order Pay Bill' }, 'payment', 'in'],
    ['an unknown reason', { ReasonType: null }, 'payment', 'in'],
    [
      'another organisation paying us',
      { DebitPartyName: org('800222'), CreditPartyName: org('600111') },
      'payment',
      'in',
    ],
    [
      'our paying another organisation',
      { DebitPartyName: org('600111'), CreditPartyName: org('800222') },
      'payout',
      'out',
    ],
    [
      'a transfer between strangers',
      { DebitPartyName: org('800222'), CreditPartyName: org('900333') },
      'payment',
      'in',
    ],
    ['a reversal', { ...b2c, ReasonType: 'Pay Utility Reversal' }, 'reversal', 'out'],
    ['a payout taken back', { ReasonType: 'B2C Reversal' }, 'reversal', 'in'],
    [
      'a charge',
      { ReasonType: 'Pay Bill Charge', DebitPartyName: org('600111'), CreditPartyName: 'SP' },
      'charge',
      'out',
    ],
    [
      'a sweep',
      {
        ReasonType: 'Utility Account to Organization Settlement Account',
        DebitPartyName: org('600111'),
        CreditPartyName: org('600111'),
      },
      'sweep-out',
      'out',
    ],
    ['a settlement', { ReasonType: 'Organization Settle to Bank' }, 'sweep-out', 'out'],
    ['a real-time settlement', { ReasonType: 'Real Time Settlement' }, 'sweep-out', 'out'],
    [
      'a payout without parties',
      { ReasonType: 'Salary Payment', DebitPartyName: null, CreditPartyName: null, DebitAccountType: null },
      'payout',
      'out',
    ],
    [
      'a utility account without parties',
      { ReasonType: null, DebitPartyName: null, CreditPartyName: null, DebitAccountType: 'Utility Account' },
      'payout',
      'out',
    ],
    [
      'nothing to tell by',
      { ReasonType: null, DebitPartyName: null, CreditPartyName: null, DebitAccountType: null },
      'payment',
      'in',
    ],
  ])('%s', (_, own, kind, direction) => {
    expect(onlyNotice(aStatusResult(own))).toMatchObject({ kind, direction });
  });

  it('a reversal names what it reversed, if M-Pesa does', () => {
    const reversal = { ...b2c, ReasonType: 'Pay Utility Reversal' };
    expect(
      onlyNotice(
        aStatusResult({ ...reversal, OriginalTransactionID: 'UJE6T1W9ZB', ReceiptNo: 'UJEC8R2S4T' }),
      ),
    ).toMatchObject({
      kind: 'reversal',
      receipt: 'UJEC8R2S4T',
      reversesReceipt: 'UJE6T1W9ZB',
    });
    expect(onlyNotice(aStatusResult(reversal))).not.toHaveProperty('reversesReceipt');
  });
});
