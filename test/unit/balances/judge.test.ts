import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeBetween, judge } from '../../../shared/balances/judge.ts';
import { aConfig } from '../../support/builders/balances.ts';

const low = aConfig({ low_balance_threshold: 1000 });
const given = { config: low, hasOpenLow: false };
const judgedLow = { account: 'Utility Account', thresholdMinor: 100_000, isLow: true };

describe('a low balance', () => {
  it.each([
    ['on the crossing', { ...given, balanceMinor: 100_000, previousBalanceMinor: 120_000 }, ['low_balance']],
    ['on a first reading', { ...given, balanceMinor: 99_000 }, ['low_balance']],
    ['below zero', { ...given, balanceMinor: -5 }, ['low_balance']],
    ['not above the threshold', { ...given, balanceMinor: 100_001, previousBalanceMinor: 120_000 }, []],
    [
      'not while it stays low',
      { ...given, balanceMinor: 99_000, previousBalanceMinor: 99_500, before: judgedLow },
      [],
    ],
    [
      'not while one is open',
      { ...given, hasOpenLow: true, balanceMinor: 99_000, previousBalanceMinor: 120_000 },
      [],
    ],
    [
      'after a changed threshold',
      {
        ...given,
        balanceMinor: 99_000,
        previousBalanceMinor: 99_500,
        before: { ...judgedLow, thresholdMinor: 50_000, isLow: false },
      },
      ['low_balance'],
    ],
    [
      'when the reading before was never judged',
      {
        ...given,
        balanceMinor: 99_000,
        previousBalanceMinor: 99_500,
        before: { ...judgedLow, isLow: false },
      },
      ['low_balance'],
    ],
    ['never without a threshold', { ...given, config: aConfig(), balanceMinor: -1 }, []],
  ] as const)('is told %s', (_, input, expected) => {
    expect(judge(input)).toEqual(expected);
  });
});

describe('an unusual drop', () => {
  const drop = (config: ReturnType<typeof aConfig>, previousBalanceMinor: number, balanceMinor: number) =>
    judge({ config, hasOpenLow: false, previousBalanceMinor, balanceMinor });

  it('is told from the amount on', () => {
    const config = aConfig({ unusual_drop_threshold: 5000 });
    expect(drop(config, 1_000_000, 500_001)).toEqual([]);
    expect(drop(config, 1_000_000, 500_000)).toEqual(['unusual_drop']);
    expect(drop(config, 0, -500_000)).toEqual(['unusual_drop']);
  });

  it('is told from the share on, exactly', () => {
    const config = aConfig({ unusual_drop_percentage: 20.01 });
    expect(drop(config, 10_000, 8_000)).toEqual([]);
    expect(drop(config, 10_000, 7_999)).toEqual(['unusual_drop']);
    expect(drop(config, 9_000_000_000_000_000, 7_199_100_000_000_001)).toEqual([]);
    expect(drop(config, 9_000_000_000_000_000, 7_199_100_000_000_000)).toEqual(['unusual_drop']);
  });

  it('is no share of nothing or of a debt, and never a rise', () => {
    const config = aConfig({ unusual_drop_percentage: 1 });
    expect(drop(config, 0, -100)).toEqual([]);
    expect(drop(config, -100, -1000)).toEqual([]);
    expect(drop(config, 100, 100)).toEqual([]);
    expect(drop(config, 100, 1000)).toEqual([]);
  });
});

describe('a recovery', () => {
  it('is told above threshold and margin, of an open low only', () => {
    const config = aConfig({ low_balance_threshold: 1000, recovery_margin_percentage: 10 });
    const at = (balanceMinor: number, hasOpenLow = true) =>
      judge({ config, hasOpenLow, balanceMinor, previousBalanceMinor: 90_000 });
    expect(at(110_000)).toEqual([]);
    expect(at(110_001)).toEqual(['balance_recovery']);
    expect(at(110_001, false)).toEqual([]);
  });
});

describe('any walk of balances', () => {
  it('tells low and recovery in turns, whatever the figures', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 400_000 }), { maxLength: 30 }), (walk) => {
        const told: string[] = [];
        let hasOpenLow = false;
        let before: Parameters<typeof judge>[0]['before'];
        walk.forEach((balanceMinor, position) => {
          const previous = walk[position - 1];
          const types = judge({
            config: low,
            balanceMinor,
            hasOpenLow,
            ...(previous !== undefined && { previousBalanceMinor: previous }),
            ...(before && { before }),
          });
          told.push(...types);
          if (types.includes('low_balance')) hasOpenLow = true;
          if (types.includes('balance_recovery')) hasOpenLow = false;
          before = { account: 'a', thresholdMinor: 100_000, isLow: balanceMinor <= 100_000 };
          // With no margin, an alert is open exactly while the balance is low.
          expect(hasOpenLow).toBe(balanceMinor <= 100_000);
        });
        told.forEach((type, position) => {
          expect(type).toBe(position % 2 === 0 ? 'low_balance' : 'balance_recovery');
        });
      }),
    );
  });
});

describe('a change', () => {
  it.each([
    [120_000, 100_000, { changeMinor: -20_000, changeHundredths: -1667 }],
    [100_000, 99_000, { changeMinor: -1_000, changeHundredths: -100 }],
    [3, 4, { changeMinor: 1, changeHundredths: 3333 }],
    [200, 201, { changeMinor: 1, changeHundredths: 50 }],
    [100_000, 100_000, { changeMinor: 0, changeHundredths: 0 }],
    [0, 500, { changeMinor: 500 }],
    [-100, 500, { changeMinor: 600 }],
  ])('from %d to %d', (previous, balance, expected) => {
    expect(changeBetween(previous, balance)).toEqual(expected);
  });
});
