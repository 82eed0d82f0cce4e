import { describe, expect, it } from '@jest/globals';
import { reconciliationSettings } from '../../../shared/reconciliation/settings.ts';

describe('reconciliationSettings', () => {
  it('has a default for everything but the amount from which on matches are verified', () => {
    expect(reconciliationSettings.parse({})).toEqual({
      pendingMinutes: 15,
      askAfterMinutes: 5,
      statusMismatchMinutes: 15,
      highDifferencePercent: 10,
      graceSeconds: 600,
      sweepBatchSize: 10,
      severities: {},
    });
  });

  it('takes other values', () => {
    const own = {
      graceSeconds: 0,
      pendingMinutes: 0.5,
      verifyFromAmountMinor: 1,
      severities: { underpaid: 'high' },
    };
    expect(reconciliationSettings.parse(own)).toMatchObject(own);
  });

  it.each([
    ['pendingMinutes', { pendingMinutes: 0 }],
    ['askAfterMinutes', { askAfterMinutes: '5' }],
    ['sweepBatchSize', { sweepBatchSize: 1.5 }],
    ['verifyFromAmountMinor', { verifyFromAmountMinor: 0.5 }],
    ['graceSeconds', { graceSeconds: -1 }],
    ['severities', { severities: { underpaid: 'huge' } }],
    ['severities', { severities: { unknown: 'high' } }],
  ])('refuses a wrong %s: %j', (field, value) => {
    expect(reconciliationSettings.safeParse(value).error?.issues[0]?.path[0]).toBe(field);
  });

  it('refuses a field that it does not know, by name', () => {
    expect(reconciliationSettings.safeParse({ pendingMinute: 1 }).error?.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      keys: ['pendingMinute'],
    });
  });
});
