import { describe, expect, it } from '@jest/globals';
import { transactionUnmatched } from '../../../shared/events/transaction-unmatched.ts';

const fact = (own: Record<string, unknown> = {}) => ({
  type: 'transaction.unmatched',
  schema: 1,
  id: 'transaction/UJE6T1W9ZB#payment#3',
  aggregate: 'transaction/UJE6T1W9ZB#payment',
  version: 3,
  at: 1_000,
  data: {
    receipt: 'UJE6T1W9ZB',
    kind: 'payment',
    amountMinor: 150_000,
    currency: 'KES',
    firstReceivedAt: 1,
    ...own,
  },
});

describe('transaction.unmatched', () => {
  it.each([undefined, '2547****0111', '2547 ***** 126'])('may tell the phone as %p', (phone) => {
    const told = phone === undefined ? fact() : fact({ phone });
    expect(transactionUnmatched.parse(told)).toEqual(told);
  });

  it.each(['254700000111', '0700 000 111'])('never tells a clear number: %s', (phone) => {
    expect(transactionUnmatched.safeParse(fact({ phone })).success).toBe(false);
  });

  it('counts in whole minor units', () => {
    expect(transactionUnmatched.safeParse(fact({ amountMinor: 1500.5 })).success).toBe(false);
  });

  it('is of version 1', () => {
    expect(transactionUnmatched.safeParse({ ...fact(), schema: 2 }).success).toBe(false);
  });
});
