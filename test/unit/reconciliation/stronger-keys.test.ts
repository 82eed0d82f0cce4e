import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../shared/kernel/canonical-json.ts';
import { checkoutRequestId, paymentId, type Receipt, receipt } from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { checkoutRequestKey } from '../../../shared/payments/payment-keys.ts';
import {
  type ReceiveDependencies,
  receiveCallback,
} from '../../../shared/reconciliation/receive-callback.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation, anStkSuccess } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const pushed = checkoutRequestId('ws_CO_14102026101530123700000111');
const aWaiting = (id: string, own: Partial<Payment>): Payment =>
  aPayment({ id: paymentId(id), shortcode: paybill, createdAt: now, updatedAt: now, ...own });
/** As somebody copied it from a message; only the index knows how it is meant. */
const oddlySpelt = { mpesaReceipt: 'uje6 t1w9-zb' as Receipt } as const;
const weak = aWaiting('weak', { reference: 'INV-00417' });
const confirmation = ['c2b/confirmation', aC2bConfirmation()] as const;

async function aStack(...payments: readonly Payment[]) {
  const stack = memoryStack({ now });
  for (const payment of payments) {
    stack.book.put(payment);
    await reconcilePayment(stack.deps, payment.id, { trigger: 'payment_initiation' });
  }
  const receive = async (deps: ReceiveDependencies, [channel, body]: readonly [string, unknown]) => {
    const callback = { channel, tokenSha256: sha256('a'.repeat(48)), requestId: 'r', receivedAt: now };
    await receiveCallback(deps, { ...callback, body: JSON.stringify(body), isRedelivered: false });
  };
  const decided = async (id: string) => {
    const { state, links } = await stack.deps.reconciliations.read(paymentId(id));
    return { status: state?.decision.status, rules: links.map(({ rule }) => rule) };
  };
  return { stack, receive, decided };
}

describe('money that was given as soon as it was told of', () => {
  it('goes on at once to the payment that names its receipt in another spelling', async () => {
    const { stack, receive, decided } = await aStack(weak, aWaiting('named', oddlySpelt));
    await receive(stack.deps, confirmation);
    expect(await decided('named')).toEqual({ status: 'matched', rules: ['receipt'] });
    stack.passTime(5_000);
    await stack.deliver();
    expect(await decided('weak')).toEqual({ status: 'pending', rules: [] });
  });

  it('goes on at once to the payment whose push the index came to know meanwhile', async () => {
    const { stack, receive, decided } = await aStack(
      aWaiting('named', { mpesaReceipt: receipt('UJE4K7X2QA') }),
      aWaiting('pushed', { checkoutRequestId: checkoutRequestId('ws_CO_LATER') }),
    );
    const { transactions, index } = stack.deps;
    const recordTransaction: typeof transactions.recordTransaction = async (...given) => {
      const { key } = checkoutRequestKey(pushed);
      await index.put({ id: paymentId('pushed'), fingerprint: 'then', keys: [key] });
      return transactions.recordTransaction(...given);
    };
    const deps = { ...stack.deps, transactions: { ...transactions, recordTransaction } };
    await receive(deps, ['stk', anStkSuccess()]);
    expect(await decided('pushed')).toEqual({ status: 'matched', rules: ['checkout_request_id'] });
  });

  it('is decided about without waiting for the second look', async () => {
    const { stack, receive, decided } = await aStack(weak);
    const { index, reconciliations, transactions } = stack.deps;
    let isKept = false;
    let tellSaved: (() => void) | undefined;
    const saved = new Promise<void>((resolve) => {
      tellSaved = resolve;
    });
    const deps: ReceiveDependencies = {
      ...stack.deps,
      transactions: {
        ...transactions,
        recordTransaction: async (...given) => {
          isKept = true;
          return transactions.recordTransaction(...given);
        },
      },
      index: {
        ...index,
        paymentsUnder: async (key) => {
          if (isKept) await saved;
          return index.paymentsUnder(key);
        },
      },
      reconciliations: {
        ...reconciliations,
        save: async (...given) => {
          tellSaved?.();
          return reconciliations.save(...given);
        },
      },
    };
    await receive(deps, confirmation);
    expect(await decided('weak')).toEqual({ status: 'matched', rules: ['reference'] });
  });

  it.each([
    ['one key by its reference', weak, confirmation, 1],
    [
      'none by its push',
      aWaiting('weak', { checkoutRequestId: pushed }),
      ['stk', anStkSuccess()] as const,
      0,
    ],
  ])('is looked up again under %s, and written once', async (_, payment, told, expected) => {
    const { stack, receive } = await aStack(payment);
    const { index, transactions } = stack.deps;
    const calls: string[] = [];
    const deps: ReceiveDependencies = {
      ...stack.deps,
      transactions: {
        ...transactions,
        recordTransaction: async (...given) => {
          calls.length = 0;
          return transactions.recordTransaction(...given);
        },
        allocate: async (...given) => {
          calls.push('allocate');
          return transactions.allocate(...given);
        },
      },
      index: {
        ...index,
        paymentsUnder: async (key) => {
          calls.push(key);
          return index.paymentsUnder(key);
        },
      },
    };
    await receive(deps, told);
    expect(calls).toHaveLength(expected);
    expect(calls).not.toContain('allocate');
  });
});
