import { describe, expect, it } from '@jest/globals';
import { unpublishedAge } from '../../../shared/events/unpublished-age.ts';
import type { TransactionHead } from '../../../shared/payments/transaction.ts';
import { waitingMoney } from '../../../shared/reconciliation/waiting-money.ts';
import { anUnmatchedReceipt } from '../../support/builders/a-fact.ts';

const now = Date.UTC(2026, 10, 25, 12);
const heads = (...ages: readonly number[]) =>
  ages.map((age) => ({ firstReceivedAt: now - age }) as TransactionHead);

describe('how much money waits', () => {
  it('is counted whether its next try is due or not, and is as old as the first of it', async () => {
    const asked: number[][] = [];
    const dueUnmatched = async (until: number, limit: number) => {
      asked.push([until, limit]);
      return heads(60_000, 7_200_000);
    };
    expect(await waitingMoney({ dueUnmatched }, now)).toEqual({ count: 2, oldestSeconds: 7_200 });
    expect(asked).toEqual([[Number.MAX_SAFE_INTEGER, 500]]);
    expect(await waitingMoney({ dueUnmatched: async () => [] }, now)).toEqual({ count: 0, oldestSeconds: 0 });
  });
});

describe('how old the oldest unpublished fact is', () => {
  it('is told in seconds, 0 when there is none', async () => {
    const fact = { ...anUnmatchedReceipt(), at: now - 90_000 };
    expect(await unpublishedAge({ unpublished: async () => [fact] }, now)).toBe(90);
    expect(await unpublishedAge({ unpublished: async () => [] }, now)).toBe(0);
  });
});
