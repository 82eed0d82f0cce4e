import { describe, expect, it } from '@jest/globals';
import { paymentId } from '../../../shared/kernel/identifiers.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const minute = 60_000;
const common = { shortcode: paybill, createdAt: now, updatedAt: now, amountMinor: 120_000 } as const;
const b = aPayment({ ...common, id: paymentId('b'), reference: 'BUS 7' });
const c = aPayment({ ...common, id: paymentId('c'), reference: 'BUS 7' });

async function twoOpenPaymentsOfOneReference() {
  const stack = memoryStack({ now });
  stack.book.put(b);
  stack.book.put(c);
  stack.post('c2b/confirmation', aC2bConfirmation({ TransAmount: '1200.00', BillRefNumber: 'bus 7' }));
  await stack.deliver();
  const statusOf = async (id: string) =>
    (await stack.deps.reconciliations.read(paymentId(id))).state?.decision.status;
  return { stack, statusOf };
}

describe('Given money that fits two open payments', () => {
  it.each([
    ['is closed', { ...b, status: 'failed' as const }],
    ['gets another reference', { ...b, reference: 'BUS 8' }],
  ])('When one of them %s, Then the other has it and is decided about', async (_, changed) => {
    const { stack, statusOf } = await twoOpenPaymentsOfOneReference();
    for (const { id } of [b, c]) await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
    expect([await statusOf('b'), await statusOf('c')]).toEqual(['pending', 'pending']);
    stack.book.put(changed);
    await reconcilePayment(stack.deps, b.id, { trigger: 'payment_changed' });
    stack.passTime(minute);
    await stack.deliver();
    expect(await statusOf('c')).toBe('matched');
  });
});
