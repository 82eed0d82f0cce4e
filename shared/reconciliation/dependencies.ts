import type { Fact } from '../events/fact.ts';
import type { WorkQueue } from '../kernel/work-queue.ts';
import type { HookDirectory } from '../payments/hook-directory.ts';
import type { PaymentBook } from '../payments/payment-book.ts';
import type { PaymentIndex } from '../payments/payment-index.ts';
import type { TransactionLedger } from '../payments/transaction-ledger.ts';
import type { ReconciliationLedger } from './reconciliation-ledger.ts';
import type { ReconciliationSettings } from './settings.ts';
import type { ReconcileRequest, StatusQueryRequest } from './work-queue.ts';

/** What every trigger of a reconciliation needs; bound once per lambda. */
export interface ReconcileDependencies {
  readonly payments: PaymentBook;
  readonly hooks: HookDirectory;
  readonly index: PaymentIndex;
  readonly transactions: TransactionLedger;
  readonly reconciliations: ReconciliationLedger;
  readonly requests: WorkQueue<ReconcileRequest>;
  readonly statusQueries: WorkQueue<StatusQueryRequest>;
  readonly settings: ReconciliationSettings;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Takes a saved fact that is to be published. */
  readonly tell: (fact: Fact) => void;
  /** Told once per reconciliation, changed or not. */
  readonly tally: (outcome: Tally) => void;
  /** Told when an effect that the sweeper will make good could not be had now. */
  readonly warn: (message: string, error: unknown) => void;
}

export interface Tally {
  readonly outcome: 'reconciled' | 'discrepancy' | 'failed';
  readonly processingMs: number;
}
