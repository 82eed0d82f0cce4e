import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { receipt } from '../../../shared/kernel/identifiers.ts';
import { readStats, reconcileSession } from '../../../shared/manager/real-time-routes.ts';
import type { Reconciled } from '../../../shared/reconciliation/reconcile-payment.ts';
import { sessionReport } from '../../../shared/reconciliation/session-report.ts';
import { statisticsReport } from '../../../shared/reconciliation/statistics-report.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aReversal, aTransaction } from '../../support/builders/a-transaction.ts';

const now = Date.parse('2026-11-20T10:00:00.000Z');
const head = (transaction: ReturnType<typeof aTransaction>) => ({
  ...transaction,
  allocations: [],
  version: 1,
});

const reconciled = (own: Partial<Reconciled> = {}): Reconciled => {
  const payment = own.payment ?? aPayment();
  return {
    payment,
    state: {
      paymentId: payment.id,
      decision: {
        status: 'matched',
        issues: [],
        assurance: 'notice',
        amountExpectedMinor: 150_000,
        amountReceivedMinor: 150_000,
      },
      ...{
        inputs: '',
        trigger: 'notice_received',
        decidedAt: now - 5_000,
        firstSeenAt: now - 9_000,
        version: 3,
      },
    },
    transactions: [],
    attempts: [],
    changed: false,
    processingMs: 12,
    ...own,
  };
};

describe('the outcome of a reconciliation', () => {
  it('is told to the person who asked', () => {
    const told = sessionReport(
      reconciled({
        payment: aPayment({ payerName: 'Amina W. 0700000111', staff: 'Njeri', reference: 'INV-7' }),
        transactions: [head(aReversal()), head(aTransaction())],
      }),
      'manual',
      now,
    );
    expect(told).toEqual({
      sessionId: 'pay-1',
      status: 'matched',
      sessionDetails: {
        ...{
          client: 'Amina W. 2547****0111',
          staff: 'Njeri',
          amount: 1500,
          currency: 'KES',
          amountReceived: 1500,
        },
        ...{ transactionId: 'UJE6T1W9ZB', reference: 'INV-7', reason: null },
      },
      issues: [],
      assurance: 'notice',
      reconciliationMetadata: {
        trigger: 'manual',
        processingTime: 12,
        timestamp: '2026-11-20T10:00:00.000Z',
      },
    });
    const answer = { success: true, result: told };
    expect(z.safeParse(reconcileSession.answer.schema, answer).error).toBeUndefined();
  });

  it('names who paid and by which receipt as well as is known', () => {
    const details = (own: Partial<Reconciled>) => sessionReport(reconciled(own), 'sweep', now).sessionDetails;
    expect(details({})).toMatchObject({ client: null, staff: null, transactionId: null, reference: null });
    expect(details({ payment: aPayment({ mpesaReceipt: receipt('UJE000000A') }) })).toMatchObject({
      transactionId: 'UJE000000A',
    });
    expect(details({ transactions: [head(aTransaction({ payerName: 'AMINA' }))] })).toMatchObject({
      client: 'AMINA',
    });
  });

  it('says why a payment failed', () => {
    const failed = reconciled();
    const state = {
      ...failed.state,
      decision: { ...failed.state.decision, status: 'failed' as const, reason: 'The customer cancelled.' },
    };
    expect(sessionReport({ ...failed, state }, 'manual', now)).toMatchObject({
      status: 'failed',
      sessionDetails: { reason: 'The customer cancelled.' },
    });
  });
});

describe('the counters', () => {
  const idle = { activeReconciliations: 2, queueLength: 7, connectedClients: 0 };

  it('become figures', () => {
    const totals = {
      processed: 8,
      failed: 2,
      discrepancies: 3,
      processingMs: 100,
      lastProcessedAt: now - 1_000,
      since: now - 61_500,
      perMinute: 4,
    };
    const stats = statisticsReport(totals, idle, now);
    expect(stats).toEqual({
      ...{
        totalProcessed: 8,
        successfulReconciliations: 6,
        failedReconciliations: 2,
        discrepanciesDetected: 3,
      },
      ...{ averageProcessingTime: 12.5, activeReconciliations: 2, queueLength: 7, connectedClients: 0 },
      ...{
        lastProcessedAt: '2026-11-20T09:59:59.000Z',
        throughputPerMinute: 4,
        errorRate: 0.25,
        uptimeSeconds: 61,
      },
    });
    expect(z.safeParse(readStats.answer.schema, { success: true, stats }).error).toBeUndefined();
  });

  it('are all zero before anything was counted', () => {
    const totals = { processed: 0, failed: 0, discrepancies: 0, processingMs: 0, perMinute: 0 };
    const stats = statisticsReport(totals, idle, now);
    expect(stats).toMatchObject({
      averageProcessingTime: 0,
      errorRate: 0,
      uptimeSeconds: 0,
      lastProcessedAt: null,
    });
    expect(z.safeParse(readStats.answer.schema, { success: true, stats }).success).toBe(true);
  });
});
