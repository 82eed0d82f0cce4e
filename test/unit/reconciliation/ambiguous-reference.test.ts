import { describe, expect, it } from '@jest/globals';
import { paymentId } from '../../../shared/kernel/identifiers.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const twin = (id: string) =>
  aPayment({ id: paymentId(id), reference: 'INV-00418', shortcode: paybill, createdAt: now, updatedAt: now });
const confirmation = aC2bConfirmation({ BillRefNumber: 'inv 00418' });

describe('money for a reference that two open payments bear', () => {
  it.each([
    ['neither was seen before', []],
    ['only one of them was seen before', ['pay-1']],
    ['both were seen before', ['pay-1', 'pay-2']],
  ])('is given to neither when %s', async (_, seen) => {
    const stack = memoryStack({ now });
    stack.book.put(twin('pay-1'));
    stack.book.put(twin('pay-2'));
    for (const id of seen)
      await reconcilePayment(stack.deps, paymentId(id), { trigger: 'payment_initiation' });
    stack.post('c2b/confirmation', confirmation);
    await stack.settle();

    const links = await Promise.all(
      ['pay-1', 'pay-2'].map(async (id) => (await stack.deps.reconciliations.read(paymentId(id))).links),
    );
    expect(links).toEqual([[], []]);
  });
});
