import { describe, expect, it } from '@jest/globals';
import { aResult, aStatusResult, parameters } from '../../support/builders/daraja-bodies.ts';
import { onlyNotice, parseStatus } from '../../support/parse-status.ts';

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
    expect(parseStatus(body)).toEqual(parseStatus(aStatusResult()));
  });

  it('tells the credit party apart where its key repeats that of the debit party', () => {
    const list = listOf(aStatusResult()).map((item) =>
      item.Key === 'CreditPartyName' ? { ...item, Key: 'DebitPartyName' } : item,
    );
    expect(parseStatus(withList(list))).toEqual(parseStatus(aStatusResult()));
  });

  it.each([
    ['Completed', 'succeeded'],
    ['COMPLETED', 'succeeded'],
    ['Initiated', 'pending'],
    ['Authorized', 'pending'],
    ['Pending Authorized', 'pending'],
    ['Something New', 'pending'],
  ])('that is %s is %s', (TransactionStatus, outcome) => {
    expect(onlyNotice(aStatusResult({ TransactionStatus }))).toMatchObject({ about: 'transaction', outcome });
  });

  it.each(['Cancelled', 'Declined', 'Expired'])('that is %s has failed, in words', (TransactionStatus) => {
    expect(onlyNotice(aStatusResult({ TransactionStatus }))).toMatchObject({
      outcome: 'failed',
      failure: {
        code: TransactionStatus,
        reason: `M-Pesa says that the transaction was ${TransactionStatus.toLowerCase()}.`,
      },
    });
    expect(onlyNotice(aStatusResult({ TransactionStatus, ReceiptNo: null }))).toMatchObject({
      about: 'query',
      outcome: 'failed',
    });
  });

  it.each([
    ['Fee|KES|6.60&Levy|KES|1.40', 800],
    [6.6, 660],
  ])('reads the charge %j', (CreditPartyCharges, chargeMinor) => {
    expect(onlyNotice(aStatusResult({ CreditPartyCharges }))).toMatchObject({ chargeMinor });
  });

  it.each([null, '', 'none', 'Fee|KES|x'])('does without the charge %j', (CreditPartyCharges) => {
    expect(onlyNotice(aStatusResult({ CreditPartyCharges }))).not.toHaveProperty('chargeMinor');
  });

  it('takes the time of its beginning if it has no end', () => {
    expect(onlyNotice(aStatusResult({ FinalisedTime: null }))).toMatchObject({
      occurredAt: Date.UTC(2026, 9, 14, 8, 3, 1),
    });
    expect(onlyNotice(aStatusResult({ FinalisedTime: null, InitiatedTime: null }))).not.toHaveProperty(
      'occurredAt',
    );
  });

  it('does without an amount', () => {
    expect(onlyNotice(aStatusResult({ Amount: null }))).not.toHaveProperty('amountMinor');
  });

  it('reads parties without numbers, and numbers without names', () => {
    expect(onlyNotice(aStatusResult({ DebitPartyName: 'AMINA', CreditPartyName: null }))).toMatchObject({
      payerName: 'AMINA',
      shortcode: '600111',
      shortcodeAssumed: true,
    });
    expect(onlyNotice(aStatusResult({ DebitPartyName: '2547****0111 - AMINA' }))).toMatchObject({
      phone: { masked: '2547****0111' },
    });
    const bare = onlyNotice(aStatusResult({ DebitPartyName: 254700000111, CreditPartyName: '9000111' }));
    expect(bare).toMatchObject({ phone: { clear: '254700000111' }, shortcode: '9000111' });
    expect(bare).not.toHaveProperty('payerName');
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
    expect(parseStatus(body)).toMatchObject({ ok: false, error: { reason: 'invalid_field', field } });
  });

  it.each([
    { Result: [] },
    { Result: 'x' },
    withList([{ Key: 'Other', Value: 1 }]),
    withList({ Key: 'ActionType', Value: 'Other' }),
  ])('is another kind: %j', (body) => {
    expect(parseStatus(body)).toMatchObject({
      ok: false,
      error: { reason: 'unknown_kind', field: 'Result' },
    });
  });

  it('ignores parameters that are none', () => {
    expect(
      parseStatus(
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
