import { describe, expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import {
  aResult,
  aStatusError,
  aStatusResult,
  aStatusTimeout,
  parameters,
} from '../../support/builders/daraja-bodies.ts';

const context = { hookShortcode: shortcode('600111'), queryId: 'q-1' };
const parse = (body: unknown, timeout = false) => parseNotices('status', body, { ...context, timeout });

function only(body: unknown) {
  const parsed = parse(body);
  if (!parsed.ok || !parsed.value[0]) throw new Error(JSON.stringify(parsed));
  return parsed.value[0];
}
const listOf = (body: Record<string, unknown>) =>
  (body as { Result: { ResultParameters: { ResultParameter: { Key: string; Value?: unknown }[] } } }).Result
    .ResultParameters.ResultParameter;
const withList = (list: unknown) => aResult({ ResultParameters: { ResultParameter: list } });

describe('a status result', () => {
  it.each([
    [
      'text instead of numbers',
      aStatusResult(
        { Amount: '1500.00', FinalisedTime: '20261014110305' },
        { ResultCode: '0', ResultType: '0' },
      ),
    ],
    ['parameters reversed', withList(listOf(aStatusResult()).reverse())],
    [
      'blanks in its keys',
      withList(
        listOf(aStatusResult()).map((item) => ({
          ...item,
          Key: item.Key.replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
        })),
      ),
    ],
    ['no reference', aStatusResult({}, { ReferenceData: undefined })],
    ['a list of references', aStatusResult({}, { ReferenceData: { ReferenceItem: [{ Key: 'Occasion' }] } })],
    ['extra parameters', aStatusResult({ Surprise: 1 })],
    ['no charges told', { ...aStatusResult({ Surprise: null }) }],
  ])('reads the same with %s', (_, body) => {
    expect(parse(body)).toEqual(parse(aStatusResult()));
  });

  it('tells the credit party apart where its key repeats that of the debit party', () => {
    const list = listOf(aStatusResult()).map((item) =>
      item.Key === 'CreditPartyName' ? { ...item, Key: 'DebitPartyName' } : item,
    );
    expect(parse(withList(list))).toEqual(parse(aStatusResult()));
  });

  it.each([
    ['Completed', 'succeeded'],
    ['COMPLETED', 'succeeded'],
    ['Initiated', 'pending'],
    ['Authorized', 'pending'],
    ['Pending Authorized', 'pending'],
    ['Something New', 'pending'],
  ])('that is %s is %s', (TransactionStatus, outcome) => {
    expect(only(aStatusResult({ TransactionStatus }))).toMatchObject({ about: 'transaction', outcome });
  });

  it.each(['Cancelled', 'Declined', 'Expired'])('that is %s has failed, in words', (TransactionStatus) => {
    expect(only(aStatusResult({ TransactionStatus }))).toMatchObject({
      outcome: 'failed',
      failure: {
        code: TransactionStatus,
        reason: `M-Pesa says that the transaction was ${TransactionStatus.toLowerCase()}.`,
      },
    });
    expect(only(aStatusResult({ TransactionStatus, ReceiptNo: null }))).toMatchObject({
      about: 'query',
      outcome: 'failed',
    });
  });

  it.each([
    ['Fee|KES|6.60&Levy|KES|1.40', 800],
    [6.6, 660],
  ])('reads the charge %j', (CreditPartyCharges, chargeMinor) => {
    expect(only(aStatusResult({ CreditPartyCharges }))).toMatchObject({ chargeMinor });
  });

  it.each([null, '', 'none', 'Fee|KES|x'])('does without the charge %j', (CreditPartyCharges) => {
    expect(only(aStatusResult({ CreditPartyCharges }))).not.toHaveProperty('chargeMinor');
  });

  it('takes the time of its beginning if it has no end', () => {
    expect(only(aStatusResult({ FinalisedTime: null }))).toMatchObject({
      occurredAt: Date.UTC(2026, 9, 14, 8, 3, 1),
    });
    expect(only(aStatusResult({ FinalisedTime: null, InitiatedTime: null }))).not.toHaveProperty(
      'occurredAt',
    );
  });

  it('does without an amount', () => {
    expect(only(aStatusResult({ Amount: null }))).not.toHaveProperty('amountMinor');
  });

  it('reads parties without numbers, and numbers without names', () => {
    expect(only(aStatusResult({ DebitPartyName: 'AMINA', CreditPartyName: null }))).toMatchObject({
      payerName: 'AMINA',
      shortcode: '600111',
      shortcodeAssumed: true,
    });
    expect(only(aStatusResult({ DebitPartyName: '2547****0111 - AMINA' }))).toMatchObject({
      phone: { masked: '2547****0111' },
    });
    const bare = only(aStatusResult({ DebitPartyName: 254700000111, CreditPartyName: '9000111' }));
    expect(bare).toMatchObject({ phone: { clear: '254700000111' }, shortcode: '9000111' });
    expect(bare).not.toHaveProperty('payerName');
  });
});

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
    expect(only(aStatusResult(b2c))).toMatchObject({
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
    expect(only(aStatusResult(own))).toMatchObject({ kind, direction });
  });

  it('a reversal names what it reversed, if M-Pesa does', () => {
    const reversal = { ...b2c, ReasonType: 'Pay Utility Reversal' };
    expect(
      only(aStatusResult({ ...reversal, OriginalTransactionID: 'UJE6T1W9ZB', ReceiptNo: 'UJEC8R2S4T' })),
    ).toMatchObject({
      kind: 'reversal',
      receipt: 'UJEC8R2S4T',
      reversesReceipt: 'UJE6T1W9ZB',
    });
    expect(only(aStatusResult(reversal))).not.toHaveProperty('reversesReceipt');
  });
});

describe('a query that failed', () => {
  it.each([
    [2032, 'M-Pesa knows no payment with this receipt.'],
    ['2001', 'The API operator or its password was refused.'],
    [21, 'The API operator lacks the permission for this shortcode.'],
    [8006, 'The security credential of the API operator is locked.'],
    ['SFC_IC0003', 'The API operator does not exist.'],
    ['R000002', 'M-Pesa gave the result code R000002, which its documents do not explain.'],
  ])('with %j says why', (code, reason) => {
    expect(parse(aStatusError(code))).toEqual(
      ok([
        {
          about: 'query',
          channel: 'status',
          queryId: 'q-1',
          outcome: 'failed',
          failure: { code: String(code), reason },
        },
      ]),
    );
  });

  it.each([
    ['no reference', { ReferenceData: undefined }],
    [
      'an action',
      {
        ResultParameters: { ResultParameter: { Key: 'ActionType', Value: 'TransactionStatusQuery' } },
        ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL' } },
      },
    ],
    ['a message', { ResultParameters: { ResultParameter: [{ Key: 'ErrorMsg', Value: 'locked' }] } }],
    [
      "a status API's own URL",
      {
        ReferenceData: {
          ReferenceItem: {
            Key: 'QueueTimeoutURL',
            Value: 'https://internalapi.safaricom.co.ke/mpesa/transactionstatusresults/v1/submit',
          },
        },
      },
    ],
  ])('is known as one by %s', (_, own) => {
    expect(parse(aStatusError(8006, own))).toMatchObject({
      ok: true,
      value: [{ about: 'query', outcome: 'failed' }],
    });
  });
});

describe('a timeout', () => {
  const timedOut = ok([{ about: 'query', channel: 'status', queryId: 'q-1', outcome: 'timeout' }]);

  it.each([
    ['our own request', aStatusTimeout()],
    [
      'our own request with a blank in its key',
      aStatusTimeout({ CommandID: undefined, 'Command ID': 'TransactionStatusQuery' }),
    ],
    ['our own request, its command lost', aStatusTimeout({ CommandID: undefined })],
    ['a result envelope', aStatusError(1)],
    [
      'an envelope with its timeout URL',
      aStatusError('1', {
        ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'https://x.example' } },
      }),
    ],
    ['an empty object', {}],
    ['null', null],
    ['nothing', undefined],
    ['empty text', ''],
  ])('comes as %s', (_, body) => {
    expect(parse(body, true)).toEqual(timedOut);
  });

  it('is known by our own request on the other URL, too', () => {
    expect(parse(aStatusTimeout())).toEqual(timedOut);
  });

  it('is none if the answer came after all', () => {
    expect(parse(aStatusResult(), true)).toEqual(parse(aStatusResult()));
  });

  it.each([[[]], ['text'], [{ hello: 1 }], [aStatusTimeout({ CommandID: 'AccountBalance' })]])(
    'is not anything else: %j',
    (body) => {
      expect(parse(body, true).ok).toBe(false);
    },
  );

  it('can come without the id of its query', () => {
    expect(parseNotices('status', {}, { hookShortcode: shortcode('600111'), timeout: true })).toMatchObject({
      value: [{ queryId: '' }],
    });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['Result.ResultCode', aStatusResult({}, { ResultCode: undefined })],
    ['Result.ResultParameters.TransactionStatus', aStatusResult({ TransactionStatus: null })],
    ['Result.ResultParameters.TransactionStatus', aResult()],
    ['Result.ResultParameters.ReceiptNo', aStatusResult({ ReceiptNo: null })],
    ['Result.ResultParameters.Amount', aStatusResult({ Amount: 0 })],
    ['Result.ResultParameters.Amount', aStatusResult({ Amount: 'much' })],
  ])('names %s', (field, body) => {
    expect(parse(body)).toMatchObject({ ok: false, error: { reason: 'invalid_field', field } });
  });

  it.each([
    { Result: [] },
    { Result: 'x' },
    withList([{ Key: 'Other', Value: 1 }]),
    withList({ Key: 'ActionType', Value: 'Other' }),
  ])('is another kind: %j', (body) => {
    expect(parse(body)).toMatchObject({ ok: false, error: { reason: 'unknown_kind', field: 'Result' } });
  });

  it('ignores parameters that are none', () => {
    expect(
      parse(
        withList([
          null,
          7,
          { Value: 1 },
          { Key: 'ReceiptNo', Value: null },
          ...parameters({ ReceiptNo: 'UJE6T1W9ZB' }),
        ]),
      ),
    ).toMatchObject({
      error: { field: 'Result.ResultParameters.TransactionStatus' },
    });
  });
});
