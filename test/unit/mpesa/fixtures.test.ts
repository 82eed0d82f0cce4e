import { describe, expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { type HookChannel, parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';

const context = { hookShortcode: shortcode('600111'), queryId: 'q-1' };
const parseFixture = (channel: HookChannel, name: string, timeout = false) =>
  parseNotices(channel, darajaFixture(name), { ...context, timeout });

const moneyIn = {
  about: 'transaction',
  kind: 'payment',
  direction: 'in',
  outcome: 'succeeded',
  currency: 'KES',
};
const hashed = { sha256: '2b88b4c9403f73fe9c66a15c34d96e4e91eaa6777374210716ca2b3f2bddc1ff' };

describe('recorded callbacks become notices', () => {
  it('stk-success', () => {
    expect(parseFixture('stk', 'stk-success')).toEqual(
      ok([
        {
          ...moneyIn,
          channel: 'stk',
          receipt: 'UJE4K7X2QA',
          amountMinor: 150_000,
          shortcode: '600111',
          shortcodeAssumed: true,
          phone: { clear: '254700000111' },
          occurredAt: Date.UTC(2026, 9, 14, 7, 15, 52),
          checkoutRequestId: 'ws_CO_14102026101530123700000111',
        },
      ]),
    );
  });

  it.each([
    ['stk-cancelled', 'ws_CO_14102026102001456700000333', '1032', 'The customer cancelled the request.'],
    ['stk-insufficient', 'ws_CO_14102026102501120700000555', '1', 'The customer had too little money.'],
    [
      'stk-timeout',
      'ws_CO_14102026102230789700000444',
      '1037',
      'The customer could not be reached or did not answer.',
    ],
    ['stk-wrong-pin', 'ws_CO_14102026102740510700000666', '2001', 'The customer entered a wrong PIN.'],
  ])('%s', (name, checkoutRequestId, code, reason) => {
    expect(parseFixture('stk', name)).toEqual(
      ok([
        {
          ...{ about: 'attempt', channel: 'stk', checkoutRequestId, shortcode: '600111' },
          ...{ outcome: 'failed', failure: { code, reason } },
        },
      ]),
    );
  });

  it.each([
    [
      'c2b-confirmation-v1',
      {
        receipt: 'UJE6T1W9ZB',
        amountMinor: 120_000,
        shortcode: '600111',
        reference: 'INV-00417',
        phone: hashed,
        payerName: 'AMINA',
        occurredAt: Date.UTC(2026, 9, 14, 8, 3, 5),
        balanceAfterMinor: 4_821_050,
      },
    ],
    [
      'c2b-confirmation-v1-legacy-clear',
      {
        receipt: 'UJE7A8B3CD',
        amountMinor: 1_000,
        shortcode: '600111',
        reference: '0041',
        phone: { clear: '254700000111' },
        payerName: 'AMINA FIXTURE',
        occurredAt: Date.UTC(2026, 9, 14, 8, 22, 47),
        balanceAfterMinor: 4_822_050,
      },
    ],
    [
      'c2b-confirmation-v2-masked',
      {
        receipt: 'UJE8C4D6EF',
        amountMinor: 75_025,
        shortcode: '600111',
        reference: 'inv 00418',
        phone: { masked: '2547 ***** 222' },
        payerName: 'BARAKA',
        occurredAt: Date.UTC(2026, 9, 14, 8, 30, 18),
        balanceAfterMinor: 4_897_075,
      },
    ],
    [
      'c2b-confirmation-till',
      {
        receipt: 'UJE9G7H1JK',
        amountMinor: 30_000,
        shortcode: '9000111',
        phone: hashed,
        payerName: 'AMINA',
        occurredAt: Date.UTC(2026, 9, 14, 8, 45, 2),
        balanceAfterMinor: 848_000,
      },
    ],
    [
      'c2b-confirmation-org-transfer',
      {
        receipt: 'UJEA1L5M9N',
        amountMinor: 1_500_000,
        shortcode: '600111',
        reference: 'ACC77',
        occurredAt: Date.UTC(2026, 9, 14, 9),
        balanceAfterMinor: 6_397_075,
      },
    ],
    [
      'c2b-validation',
      {
        receipt: 'UJE6T1W9ZB',
        amountMinor: 120_000,
        shortcode: '600111',
        reference: 'INV-00417',
        phone: hashed,
        payerName: 'AMINA',
        occurredAt: Date.UTC(2026, 9, 14, 8, 3, 5),
      },
    ],
  ])('%s', (name, expected) => {
    expect(parseFixture('c2b', name)).toEqual(ok([{ ...moneyIn, channel: 'c2b', ...expected }]));
  });

  it('status-result', () => {
    expect(parseFixture('status', 'status-result')).toEqual(
      ok([
        {
          ...moneyIn,
          channel: 'status',
          receipt: 'UJE6T1W9ZB',
          amountMinor: 120_000,
          shortcode: '600111',
          phone: { clear: '254700000111' },
          payerName: 'AMINA FIXTURE SAMPLE',
          occurredAt: Date.UTC(2026, 9, 14, 8, 3, 5),
          chargeMinor: 660,
        },
      ]),
    );
  });

  it('status-error', () => {
    const failure = { code: '2032', reason: 'M-Pesa knows no payment with this receipt.' };
    expect(parseFixture('status', 'status-error')).toEqual(
      ok([{ about: 'query', channel: 'status', queryId: 'q-1', outcome: 'failed', failure }]),
    );
  });
});

describe('what belongs to another channel is refused', () => {
  const stk = ['stk-success', 'stk-cancelled'];
  const c2b = ['c2b-confirmation-v1', 'c2b-confirmation-till'];
  const status = ['status-result', 'status-error'];
  const foreign = [
    'b2c-result',
    'b2c-error',
    'b2c-timeout',
    'balance-result',
    'balance-result-till',
    'balance-result-single-account',
    'balance-error',
    'balance-error-initiator',
    'balance-timeout',
    'reversal-result',
    'reversal-error',
    'async-ack',
    'stk-sync-accepted',
    'stk-query-success',
    'stk-query-pending-http500',
    'oauth-token',
    'pull-response',
    'pull-empty',
    'c2b-register-response',
    'c2b-answers',
  ];
  const refused: [HookChannel, string][] = [
    ...[...c2b, ...status, ...foreign].map((name): [HookChannel, string] => ['stk', name]),
    ...[...stk, ...status, ...foreign].map((name): [HookChannel, string] => ['c2b', name]),
    ...[...stk, ...c2b, ...foreign].map((name): [HookChannel, string] => ['status', name]),
  ];

  it.each(refused)('%s: %s', (channel, name) => {
    const expected = { stk: 'Body.stkCallback', c2b: 'TransID', status: 'Result' }[channel];
    expect(parseFixture(channel, name)).toEqual({
      ok: false,
      error: {
        reason: 'unknown_kind',
        field: expected,
        message: expect.stringContaining(`${expected}: expected `),
      },
    });
    if (channel === 'status') expect(parseFixture(channel, name, true).ok).toBe(false);
  });

  it('says what came instead', () => {
    const told = (channel: HookChannel, name: string) => {
      const parsed = parseFixture(channel, name);
      return parsed.ok ? 'read' : parsed.error.message;
    };
    expect(told('stk', 'c2b-confirmation-v1')).toBe(
      'Body.stkCallback: expected an STK callback, got a C2B payment',
    );
    expect(told('c2b', 'stk-success')).toBe('TransID: expected a C2B confirmation, got an STK callback');
    expect(told('status', 'balance-result')).toBe(
      'Result: expected the result of a status query, got the result of a balance query',
    );
    expect(told('status', 'b2c-timeout')).toBe(
      'Result: expected the result of a status query, got a request of ours, sent back',
    );
    expect(told('stk', 'stk-query-pending-http500')).toBe(
      'Body.stkCallback: expected an STK callback, got an error answer',
    );
  });
});
