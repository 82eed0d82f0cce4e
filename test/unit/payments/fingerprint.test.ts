import { describe, expect, it } from '@jest/globals';
import { fingerprint } from '../../../shared/payments/fingerprint.ts';
import { aPayment } from '../../support/builders/a-payment.ts';

describe('fingerprint', () => {
  const payment = aPayment({ createdAt: 1, updatedAt: 2, staff: 'Joy' });

  it('does not change when a document is merely touched', () => {
    expect(fingerprint({ ...payment, updatedAt: 3 })).toBe(fingerprint(payment));
  });

  it.each([
    { amountMinor: 1 },
    { status: 'completed' as const },
    { reference: 'INV-2' },
    { staff: 'Ann' },
    { payerPhone: '254700000111' },
    { createdAt: 5 },
  ])('changes with %j', (own) => {
    expect(fingerprint({ ...payment, ...own })).not.toBe(fingerprint(payment));
  });

  it('changes with the last change if that is all there is to count its age from', () => {
    expect(fingerprint(aPayment({ updatedAt: 3 }))).not.toBe(fingerprint(aPayment({ updatedAt: 2 })));
  });
});
