import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAccounts } from '../../../shared/mpesa/account-balances.ts';
import { parseBalanceResult } from '../../../shared/mpesa/balance-result.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';

const result = { isTimeout: false };
const timeout = { isTimeout: true };
const read = (name: Parameters<typeof darajaFixture>[0], kind = result) =>
  parseBalanceResult(darajaFixture(name), kind);

/** A result with these parameters. */
const aResult = (parameters: unknown, own: object = {}) => ({
  Result: {
    ResultType: 0,
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    TransactionID: 'UJE0000000',
    ResultParameters: { ResultParameter: parameters },
    ...own,
  },
});
const balance = (Value: unknown) => ({ Key: 'AccountBalance', Value });

describe('the result of a balance query', () => {
  it('tells every account of a paybill with its four figures', () => {
    expect(read('balance-result')).toEqual({
      ok: true,
      value: {
        kind: 'accounts',
        completedAt: Date.UTC(2026, 9, 14, 9, 15, 7),
        accounts: [
          expect.objectContaining({ name: 'Working Account', availableMinor: 12_640_000 }),
          expect.objectContaining({ name: 'Float Account', availableMinor: 0 }),
          {
            name: 'Utility Account',
            currency: 'KES',
            currentMinor: 6_397_075,
            availableMinor: 6_147_075,
            reservedMinor: 250_000,
            unclearedMinor: 0,
            isConsistent: true,
          },
          expect.objectContaining({ name: 'Charges Paid Account', availableMinor: -184_530 }),
          expect.objectContaining({ name: 'Organization Settlement Account' }),
        ],
      },
    });
  });

  it('tells the accounts of a till, and a single one', () => {
    const names = (name: Parameters<typeof darajaFixture>[0]) => {
      const notice = read(name);
      return notice.ok && notice.value.kind === 'accounts'
        ? notice.value.accounts.map((account) => [account.name, account.availableMinor])
        : [];
    };
    expect(names('balance-result-till')).toEqual([
      ['Working Account', 980_000],
      ['Charges Paid Account', -12_045],
      ['Merchant Account', 848_000],
      ['Organization Settlement Account', 0],
    ]);
    expect(names('balance-result-single-account')).toEqual([['Working Account', 48_100_000]]);
  });

  it.each([
    [
      'text where numbers are',
      aResult([balance('A|KES|1.00|1.00|0.00|0.00'), { Key: 'BOCompletedTime', Value: '20261014121507' }], {
        ResultCode: '0',
        ResultType: '0',
      }),
    ],
    ['a single object in place of the list', aResult(balance('A|KES|1.00|1.00|0.00|0.00'))],
    ['two accounts', aResult([balance('A|KES|1.00|1.00|0.00|0.00&B|KES|2|2|0|0')])],
    [
      'three accounts, blanks between',
      aResult([balance('A|KES|1.00|1.00|0.00|0.00 & B|KES|2|2|0|0 & C|KES|3|3|0|0')]),
    ],
    ['all zeros for success', aResult([balance('A|KES|1.00|1.00|0.00|0.00')], { ResultCode: '00000000' })],
  ])('is read with %s', (_, body) => {
    expect(parseBalanceResult(body, result)).toMatchObject({
      ok: true,
      value: {
        kind: 'accounts',
        accounts: expect.arrayContaining([expect.objectContaining({ name: 'A', availableMinor: 100 })]),
      },
    });
  });

  it.each([
    ['no AccountBalance', aResult([])],
    ['an AccountBalance without a value', aResult([{ Key: 'AccountBalance' }])],
    ['no parameters at all', { Result: { ResultCode: 0 } }],
    ['an account with five fields', aResult([balance('A|KES|1.00|1.00|0.00')])],
    ['an account with words for figures', aResult([balance('A|KES|much|1.00|0.00|0.00')])],
  ])('never makes a zero of %s', (_, body) => {
    expect(parseBalanceResult(body, result)).toEqual({ ok: true, value: { kind: 'accounts', accounts: [] } });
  });

  it('tells why M-Pesa refused', () => {
    expect(read('balance-error')).toMatchObject({
      ok: true,
      value: { kind: 'failed', code: '8006', completedAt: Date.UTC(2026, 9, 14, 9, 20, 10) },
    });
    expect(read('balance-error-initiator')).toMatchObject({ value: { kind: 'failed', code: '2001' } });
    expect(parseBalanceResult({ Result: { ResultCode: 'SFC_IC0003' } }, result)).toMatchObject({
      value: { kind: 'failed', code: 'SFC_IC0003' },
    });
  });

  it.each([
    ['our own request', darajaFixture('balance-timeout')],
    ['an envelope that says so', { Result: { ResultCode: 1, ResultDesc: 'timeout' } }],
    ['an empty object', {}],
    ['nothing', null],
    ['an empty text', ''],
  ])('is a timeout where %s comes to the URL for timeouts', (_, body) => {
    expect(parseBalanceResult(body, timeout)).toEqual({ ok: true, value: { kind: 'timeout' } });
  });

  it('is a full result whichever URL it took, and our request a timeout', () => {
    expect(read('balance-result', timeout)).toMatchObject({ value: { kind: 'accounts' } });
    expect(read('balance-timeout', result)).toEqual({ ok: true, value: { kind: 'timeout' } });
  });

  it.each(['status-result', 'b2c-result', 'reversal-result', 'stk-success', 'c2b-confirmation-v1'] as const)(
    'is none in %s',
    (name) => {
      expect(read(name)).toMatchObject({ ok: false, error: { reason: 'unknown_kind' } });
    },
  );

  it('is total over any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (body, isTimeout) => {
        expect(typeof parseBalanceResult(body, { isTimeout }).ok).toBe('boolean');
      }),
    );
  });
});

describe('accounts', () => {
  it('come back as they were written, in their order, with any sign', () => {
    const figure = fc.integer({ min: -9e12, max: 9e12 });
    const name = fc.stringMatching(/^[A-Z][a-z]{1,12} Account$/);
    const account = fc.record({ name, figures: fc.tuple(figure, figure, figure, figure) });
    const text = (minor: number) =>
      `${minor < 0 ? '-' : ''}${(BigInt(Math.abs(minor)) / 100n).toString()}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;
    fc.assert(
      fc.property(fc.uniqueArray(account, { selector: ({ name }) => name, maxLength: 6 }), (accounts) => {
        const written = accounts
          .map(({ name, figures }) => [name, 'KES', ...figures.map(text)].join('|'))
          .join('&');
        const read = parseAccounts(written);
        expect(
          read.map((one) => [
            one.name,
            one.currentMinor,
            one.availableMinor,
            one.reservedMinor,
            one.unclearedMinor,
          ]),
        ).toEqual(accounts.map(({ name, figures }) => [name, ...figures]));
        expect(read.map((one) => one.isConsistent)).toEqual(
          accounts.map(({ figures: [current, available, reserved] }) => current === available + reserved),
        );
      }),
    );
  });
});
