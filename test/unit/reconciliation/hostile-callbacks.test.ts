import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../shared/kernel/canonical-json.ts';
import {
  partnerId,
  paymentId,
  type Receipt,
  receipt,
  shortcode,
} from '../../../shared/kernel/identifiers.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { reconcilePayment } from '../../../shared/reconciliation/reconcile-payment.ts';
import { sweepStuck } from '../../../shared/reconciliation/sweep-stuck.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import {
  aC2bConfirmation,
  anStkFailure,
  anStkSuccess,
  aStatusResult,
} from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const minute = 60_000;
const id = paymentId('pay-1');
const aWaiting = (own: Partial<Payment> = {}): Payment =>
  aPayment({ id, shortcode: paybill, amountMinor: 120_000, createdAt: now, updatedAt: now, ...own });

function aStack(...payments: readonly Payment[]) {
  const stack = memoryStack({ now });
  for (const payment of payments) stack.book.put(payment);
  const decision = async () => (await stack.deps.reconciliations.read(id)).state?.decision;
  return { stack, decision };
}

describe('a body or a URL that somebody made up', () => {
  const long = 'x'.repeat(3_000);
  it.each([
    ['a channel named like a member of every object', 'constructor', {}, 'unknown_channel'],
    [
      'a reference that is no reference',
      'c2b/confirmation',
      aC2bConfirmation({ BillRefNumber: long }),
      'invalid_field',
    ],
    [
      'a shortcode that is none',
      'c2b/confirmation',
      aC2bConfirmation({ BusinessShortCode: long }),
      'invalid_field',
    ],
    ['an id that is none', 'stk', anStkFailure(1032, { CheckoutRequestID: long }), 'invalid_field'],
    ['an amount that is none', 'stk', anStkSuccess({ Amount: {} }), 'invalid_field'],
    ['a receipt that is none', 'stk', anStkSuccess({ MpesaReceiptNumber: true }), 'invalid_field'],
  ])('with %s is quarantined', async (_, channel, body, reason) => {
    const { stack } = aStack();
    stack.post(channel, body);
    await stack.deliver();
    expect(stack.quarantined.map((refused) => refused.reason)).toEqual([reason]);
  });

  it('with a status named like a member of every object spoils no receipt', async () => {
    const { stack, decision } = aStack(aWaiting({ reference: 'INV-00417' }));
    const confirmation = aC2bConfirmation({ TransAmount: '1200.00' });
    stack.post(
      'status/result',
      aStatusResult({ ReceiptNo: confirmation.TransID, TransactionStatus: 'constructor', Amount: 1200 }),
      {
        queryId: 'q',
      },
    );
    stack.post('c2b/confirmation', confirmation);
    await stack.deliver();
    expect(await decision()).toMatchObject({ status: 'matched', assurance: 'notice' });
  });

  it('with half a character is kept with another in its place', async () => {
    const { stack, decision } = aStack(aWaiting({ reference: 'INV-00417' }));
    stack.post(
      'c2b/confirmation',
      JSON.stringify(aC2bConfirmation({ FirstName: 'AMINA \ud83d', TransAmount: '1200.00' })),
    );
    await stack.deliver();
    expect(await decision()).toMatchObject({ status: 'matched' });
    expect([...stack.store.heads.values()][0]?.head.payerName).toMatch(/^AMINA \ufffd/);
  });

  it('is quarantined without the credential and the token that it holds', async () => {
    const { stack } = aStack();
    const echo = {
      SecurityCredential: 'SECRET-XYZ',
      Initiator: 'api',
      ResultURL: `https://x/hooks/${'c'.repeat(48)}/b`,
    };
    stack.post('c2b/confirmation', { CommandID: 'AccountBalance', ...echo });
    stack.post('c2b/confirmation', `{"SecurityCredential":"SECRET-XYZ", ${'c'.repeat(48)}`);
    await stack.deliver();
    expect(stack.quarantined).toHaveLength(2);
    for (const { body } of stack.quarantined) expect(body).not.toMatch(/SECRET-XYZ|c{48}/);
  });
});

describe('a number that nobody lists', () => {
  const unlisted = shortcode('777777');
  it.each(['before', 'after'])(
    'is that of a payment which names it, booked %s the callback',
    async (when) => {
      const payment = aWaiting({
        shortcode: unlisted,
        reference: 'INV-00417',
        partnerId: partnerId('nobody'),
      });
      const { stack, decision } = aStack(...(when === 'before' ? [payment] : []));
      stack.post(
        'c2b/confirmation',
        aC2bConfirmation({ TransAmount: '1200.00', BusinessShortCode: unlisted }),
      );
      await stack.deliver();
      stack.book.put(payment);
      await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
      expect(await decision()).toMatchObject({ status: 'matched', amountReceivedMinor: 120_000 });
    },
  );
});

describe('what M-Pesa says of a receipt', () => {
  it('is of one transaction, whatever the case that it is written in', async () => {
    const { stack, decision } = aStack(aWaiting({ reference: 'INV-00417' }));
    stack.post('c2b/confirmation', aC2bConfirmation({ TransID: 'uje6T1w9zb', TransAmount: '1200.00' }));
    stack.post('stk', anStkSuccess({ MpesaReceiptNumber: 'UJE6T1W9ZB', Amount: 1200 }));
    stack.post('status/result', aStatusResult({ ReceiptNo: 'Uje6T1w9zb', Amount: 1200 }), { queryId: 'q' });
    await stack.deliver();
    expect(stack.store.heads.size).toBe(1);
    expect(await decision()).toMatchObject({
      status: 'matched',
      assurance: 'verified',
      amountReceivedMinor: 120_000,
    });
  });

  it.each(['Cancelled', 'Declined', 'Expired'])('%s makes the payment that names it failed', async (word) => {
    const { stack, decision } = aStack(aWaiting({ mpesaReceipt: receipt('UJE6T1W9ZB') }));
    stack.post('status/result', aStatusResult({ ReceiptNo: 'UJE6T1W9ZB', TransactionStatus: word }), {
      queryId: 'q',
    });
    await stack.deliver();
    expect(await decision()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(word.toLowerCase()),
    });
  });

  it.each(['uje6t1w9zb', ' UJE6T1W9ZB ', 'UJE6 T1W9-ZB'])(
    'counts for the payment that writes it %j',
    async (written) => {
      const { stack, decision } = aStack(aWaiting({ mpesaReceipt: written as Receipt }));
      await reconcilePayment(stack.deps, id, { trigger: 'payment_initiation' });
      const failure = aStatusResult({ ReceiptNo: 'UJE6T1W9ZB', TransactionStatus: 'Cancelled' });
      stack.post('status/result', failure, { queryId: 'q' });
      await stack.deliver();
      expect(await decision()).toMatchObject({ status: 'failed' });
    },
  );

  it('that it was reversed counts, also before the payment came', async () => {
    const { stack, decision } = aStack(aWaiting({ status: 'completed', reference: 'INV-00417' }));
    const reversal = {
      ReceiptNo: 'UJE7REVERS',
      ReasonType: 'Pay Utility Reversal',
      OriginalTransactionID: 'UJE6T1W9ZB',
      DebitPartyName: '600111 - ACME',
      CreditPartyName: '254700000111 - AMINA',
      Amount: 1200,
    };
    stack.post('status/result', aStatusResult(reversal), { queryId: 'q' });
    await stack.deliver();
    stack.post('c2b/confirmation', aC2bConfirmation({ TransID: 'UJE6T1W9ZB', TransAmount: '1200.00' }));
    await stack.deliver();
    stack.passTime(20 * minute);
    await sweepStuck(stack.deps, now + 20 * minute, () => true);
    await stack.deliver();
    expect(await decision()).toMatchObject({
      status: 'discrepancy',
      issues: [{ type: 'status_mismatch', severity: 'high' }],
    });
  });
});

describe('a notice', () => {
  it("is kept while the operator's database does not answer", async () => {
    const { stack } = aStack();
    const failing = {
      ...stack.deps,
      payments: { ...stack.deps.payments, byClues: () => Promise.reject(new Unavailable('MongoDB: gone')) },
    };
    const { receiveCallback } = await import('../../../shared/reconciliation/receive-callback.ts');
    const callback = {
      channel: 'c2b/confirmation',
      tokenSha256: sha256('a'.repeat(48)),
      requestId: 'r',
      receivedAt: now,
    };
    const body = JSON.stringify(aC2bConfirmation());
    await expect(receiveCallback(failing, { ...callback, body, isRedelivered: false })).rejects.toThrow(
      'gone',
    );
    expect(stack.store.heads.size).toBe(1);
  });
});

describe('a payment to be paid by cash', () => {
  it('is missed by nobody', async () => {
    const { stack, decision } = aStack(aWaiting({ method: 'cash', status: 'completed' }));
    await reconcilePayment(stack.deps, id, { trigger: 'payment_changed', asOf: now + 60 * minute });
    expect(await decision()).toMatchObject({
      status: 'expired',
      issues: [],
      reason: expect.stringMatching(/cash/),
    });
  });
});
