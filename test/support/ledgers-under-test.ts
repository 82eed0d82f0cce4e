import { dynamoIndexedPayments } from '../../shared/adapters/dynamodb/indexed-payments.ts';
import { dynamoOutbox, paymentsOutbox, reconciliationOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import { dynamoPaymentIndex } from '../../shared/adapters/dynamodb/payment-index.ts';
import { dynamoReconciliationLedger } from '../../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoTransactionLedger } from '../../shared/adapters/dynamodb/transaction-ledger.ts';
import { memoryOutbox } from '../../shared/adapters/memory/outbox.ts';
import { memoryIndexedPayments, memoryPaymentIndex } from '../../shared/adapters/memory/payment-index.ts';
import { memoryReconciliationLedger } from '../../shared/adapters/memory/reconciliation-ledger.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../../shared/adapters/memory/transaction-ledger.ts';
import type { Outbox } from '../../shared/events/outbox.ts';
import type { IndexedPayments, PaymentIndex } from '../../shared/payments/payment-index.ts';
import type { TransactionLedger } from '../../shared/payments/transaction-ledger.ts';
import type { ReconciliationLedger } from '../../shared/reconciliation/reconciliation-ledger.ts';
import { describeInStores } from './stores-under-test.ts';

/** The ledgers over one store: what one of them writes the others read. */
export interface Ledgers {
  readonly transactions: TransactionLedger;
  readonly index: PaymentIndex;
  readonly indexed: IndexedPayments;
  readonly reconciliations: ReconciliationLedger;
  readonly outbox: Outbox;
}

/** Runs the suite against every adapter, each test on an empty store. */
export const describeLedgers = (name: string, suite: (ledgers: Ledgers) => void): void =>
  describeInStores<Ledgers>(
    name,
    {
      inMemory: () => {
        const store = memoryStore();
        return {
          transactions: memoryTransactionLedger(store),
          index: memoryPaymentIndex(store),
          indexed: memoryIndexedPayments(store),
          reconciliations: memoryReconciliationLedger(store),
          outbox: memoryOutbox(store),
        };
      },
      inDynamo: (document, tables) => ({
        transactions: dynamoTransactionLedger(document, tables),
        index: dynamoPaymentIndex(document, tables),
        indexed: dynamoIndexedPayments(document, tables),
        reconciliations: dynamoReconciliationLedger(document, tables),
        outbox: dynamoOutbox(document, [reconciliationOutbox(tables), paymentsOutbox(tables)]),
      }),
    },
    suite,
  );
