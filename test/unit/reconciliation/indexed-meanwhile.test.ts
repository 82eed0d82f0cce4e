import { expect, it } from '@jest/globals';
import { paymentId } from '../../../shared/kernel/identifiers.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import type { ReconciliationLedger } from '../../../shared/reconciliation/reconciliation-ledger.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const id = paymentId('pay-1');
const named = (reference: string) =>
  aPayment({ id, reference, shortcode: paybill, createdAt: now, updatedAt: now });
const changed = { trigger: 'payment_changed' } as const;

it('keeps its rows where it was indexed otherwise and back again between a reading and its save', async () => {
  const { deps, book } = memoryStack({ now });
  const become = async (reference: string) => {
    book.put(named(reference));
    await reconcilePayment(deps, id, changed);
  };
  await become('A-1');

  let saves = 0;
  const save: ReconciliationLedger['save'] = async (...given) => {
    if (saves++ === 0) {
      // Others see the document as B as well, then as A, which takes the rows of B away; then it is B for good.
      await become('B-2');
      await become('A-1');
      book.put(named('B-2'));
    }
    return deps.reconciliations.save(...given);
  };
  book.put(named('B-2'));
  await reconcilePayment({ ...deps, reconciliations: { ...deps.reconciliations, save } }, id, changed);

  expect((await deps.reconciliations.read(id)).indexed?.keys).toEqual([`reference#${paybill}#B2`]);
  expect(await deps.index.paymentsUnder(`reference#${paybill}#B2`)).toEqual([id]);
});
