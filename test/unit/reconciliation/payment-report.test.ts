import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { MemoryPaymentBook } from '../../../shared/adapters/memory/payment-book.ts';
import { memoryReconciliationLedger } from '../../../shared/adapters/memory/reconciliation-ledger.ts';
import { memoryStore } from '../../../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../../../shared/adapters/memory/transaction-ledger.ts';
import { checkoutRequestId, paymentId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import { readPayment } from '../../../shared/manager/payment-routes.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import { nextEvent } from '../../../shared/reconciliation/audit.ts';
import type { Decision } from '../../../shared/reconciliation/decision.ts';
import { paymentReport, readStanding } from '../../../shared/reconciliation/payment-report.ts';
import type { ReconciliationState } from '../../../shared/reconciliation/reconciliation-ledger.ts';
import { anAttemptNotice, aTransactionNotice } from '../../support/builders/a-notice.ts';
import { aPayment } from '../../support/builders/a-payment.ts';

const at = Date.parse('2026-11-20T10:00:00.000Z');
const pushId = checkoutRequestId('ws_CO_14102026101530123700000111');
const kept = <N>(notice: N, hash: string) => ({ notice, hash, body: '{}', receivedAt: at });

function sources() {
  const store = memoryStore();
  return {
    payments: new MemoryPaymentBook(),
    hooks: { shortcode: async () => undefined },
    transactions: memoryTransactionLedger(store),
    reconciliations: memoryReconciliationLedger(store),
  };
}

const underpaid: Decision = {
  status: 'discrepancy',
  issues: [
    {
      type: 'amount_mismatch',
      severity: 'high',
      message: 'KES 1,500.00 was expected, KES 1,200.50 paid by 254700000111.',
      evidence: { expectedMinor: 150_000, differenceMinor: -29_950, receipts: ['UJE6T1W9ZB'] },
    },
  ],
  assurance: 'notice',
  amountExpectedMinor: 150_000,
  amountReceivedMinor: 120_050,
};

async function decide(from: ReturnType<typeof sources>, payment: Payment, decision: Decision): Promise<void> {
  const event = nextEvent(undefined, {
    ...{ payment, transactions: [], at, by: 'system', trigger: 'notice_received', before: undefined },
    after: decision,
  });
  const state: ReconciliationState = {
    ...{
      paymentId: payment.id,
      decision,
      inputs: '',
      trigger: 'notice_received',
      decidedAt: at,
      firstSeenAt: at,
    },
    version: 1,
    lastEvent: { version: 1, hash: event.hash },
  };
  await from.reconciliations.save(state, { event });
}

const report = async (from: ReturnType<typeof sources>, payment: Payment) =>
  paymentReport(await readStanding(from, payment));

describe('a payment as managers see it', () => {
  it('tells why it failed, as the answer to a person who has it reconciled does', async () => {
    const from = sources();
    const payment = aPayment();
    const sums = { amountExpectedMinor: 150_000, amountReceivedMinor: 0 };
    await decide(from, payment, { status: 'failed', issues: [], reason: 'Cancelled by M-Pesa.', ...sums });
    const told = await report(from, payment);
    expect(told.reconciliation).toMatchObject({ status: 'failed', reason: 'Cancelled by M-Pesa.' });
    expect(readPayment.answer.schema.parse(told)).toEqual(told);
  });

  it('tells what is expected, what M-Pesa says, what was decided and by whom', async () => {
    const from = sources();
    const payment = aPayment({
      ...{ reference: 'INV-00418', payerName: 'Amina W.', payerPhone: '0700 000 111', method: 'mpesa' },
      ...{
        shortcode: shortcode('600111'),
        fleetId: 'fleet-1',
        route: 'R1',
        checkoutRequestId: pushId,
        createdAt: at,
      },
    });
    const { value: head } = await from.transactions.recordTransaction(
      kept(aTransactionNotice({ amountMinor: 120_050, occurredAt: at - 1_000 }), 'a'),
      true,
    );
    await from.transactions.allocate(head, [
      { paymentId: payment.id, amountMinor: 100_000, rule: 'reference' },
    ]);
    await from.transactions.recordAttempt(kept(anAttemptNotice({ checkoutRequestId: pushId }), 'b'));
    await from.reconciliations.linkAttempt(payment.id, pushId);
    await decide(from, payment, underpaid);

    const told = await report(from, payment);
    expect(told).toEqual({
      payment: {
        ...{
          id: 'pay-1',
          reference: 'INV-00418',
          amount: 1500,
          currency: 'KES',
          status: 'processing',
          direction: 'in',
        },
        ...{
          method: 'mpesa',
          payerName: 'Amina W.',
          payerPhone: '2547****0111',
          partnerId: null,
          shortcode: '600111',
        },
        ...{ fleetId: 'fleet-1', route: 'R1', vehicle: null, driver: null, staff: null, mpesaReceipt: null },
        checkoutRequestId: 'ws_CO_14102026101530123*********',
        ...{ createdAt: '2026-11-20T10:00:00.000Z', updatedAt: null },
      },
      reconciliation: {
        status: 'discrepancy',
        issues: [
          {
            type: 'amount_mismatch',
            severity: 'high',
            message: 'KES 1,500.00 was expected, KES 1,200.50 paid by 2547****0111.',
            evidence: { expected: 1500, difference: -299.5, receipts: ['UJE6T1W9ZB'] },
          },
        ],
        ...{ assurance: 'notice', amountExpected: 1500, amountReceived: 1200.5, version: 1 },
        ...{ decidedAt: '2026-11-20T10:00:00.000Z', trigger: 'notice_received', reason: null },
      },
      transactions: [
        {
          ...{ receipt: 'UJE6T1W9ZB', kind: 'payment', amount: 1200.5, at: '2026-11-20T09:59:59.000Z' },
          ...{ sources: ['c2b'], unknownSource: false, allocated: 1000 },
        },
      ],
      attempts: [
        {
          ...{ checkoutRequestId: 'ws_CO_14102026101530123*********', outcome: 'failed', sources: ['stk'] },
          ...{ reason: 'The customer cancelled the request.', at: '2026-11-20T10:00:00.000Z' },
        },
      ],
      audit: [
        {
          ...{ version: 1, at: '2026-11-20T10:00:00.000Z', by: 'system', what: 'pending → discrepancy' },
          why: null,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
    expect(z.safeParse(readPayment.answer.schema, told).error).toBeUndefined();
    expect(JSON.stringify(told)).not.toMatch(/700000111|700 000 111/);
  });

  it('is pending, version 0, as long as nobody has decided', async () => {
    const told = await report(sources(), aPayment({ mpesaReceipt: receipt('UJE6T1W9ZB') }));
    expect(told.reconciliation).toEqual({
      ...{
        status: 'pending',
        issues: [],
        assurance: null,
        amountExpected: 1500,
        reason: null,
        amountReceived: 0,
        version: 0,
      },
      ...{ decidedAt: null, trigger: null },
    });
    expect(told).toMatchObject({
      transactions: [],
      attempts: [],
      audit: [],
      payment: { mpesaReceipt: 'UJE6T1W9ZB' },
    });
    expect(z.safeParse(readPayment.answer.schema, told).success).toBe(true);
  });

  it('shows the audit up to the decision that it shows, whatever is decided while it reads', async () => {
    const from = sources();
    const payment = aPayment({ id: paymentId('pay-3') });
    const { read } = from.reconciliations;
    from.reconciliations.read = async (id) => {
      const record = await read(id);
      if (!record.state) await decide(from, payment, underpaid);
      return record;
    };
    expect(await report(from, payment)).toMatchObject({ reconciliation: { status: 'pending' }, audit: [] });
    expect(await report(from, payment)).toMatchObject({
      reconciliation: { status: 'discrepancy' },
      audit: [{ version: 1 }],
    });
  });

  it('tells an amount only where M-Pesa told one, in its own unit even where channels disagree', async () => {
    const from = sources();
    const payment = aPayment({ id: paymentId('pay-2') });
    const { amountMinor: _, ...unknown } = aTransactionNotice();
    const { value: head } = await from.transactions.recordTransaction(kept(unknown, 'a'), true);
    await decide(from, payment, {
      ...underpaid,
      issues: [
        {
          ...{ type: 'conflict', severity: 'high', message: 'disagree' },
          evidence: {
            conflicts: [
              { field: 'amount', values: [{ channel: 'stk', value: '150050' }] },
              { field: 'shortcode', values: [{ channel: 'stk', value: '600111' }] },
            ],
          },
        },
      ],
    });
    const standing = await readStanding(from, payment);
    const told = paymentReport({ ...standing, transactions: [head] });
    expect(told.transactions).toMatchObject([{ amount: null, allocated: 0, at: '2026-11-20T10:00:00.000Z' }]);
    expect(told.reconciliation.issues[0]?.evidence).toEqual({
      conflicts: [
        { field: 'amount', values: [{ channel: 'stk', value: 1500.5 }] },
        { field: 'shortcode', values: [{ channel: 'stk', value: '600111' }] },
      ],
    });
  });

  it.each([
    ['0700000111', '2547****0111'],
    ['+254 700 000 111', '2547****0111'],
    ['100000418', '100000418'],
    ['INV-0700', 'INV-0700'],
  ])('shows the reference %s as %s', async (reference, shown) => {
    expect((await report(sources(), aPayment({ reference }))).payment.reference).toBe(shown);
  });
});
