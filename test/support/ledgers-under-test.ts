import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import { dynamoOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import { dynamoPaymentIndex } from '../../shared/adapters/dynamodb/payment-index.ts';
import { dynamoReconciliationLedger } from '../../shared/adapters/dynamodb/reconciliation-ledger.ts';
import { dynamoTransactionLedger } from '../../shared/adapters/dynamodb/transaction-ledger.ts';
import { memoryOutbox } from '../../shared/adapters/memory/outbox.ts';
import { memoryPaymentIndex } from '../../shared/adapters/memory/payment-index.ts';
import { memoryReconciliationLedger } from '../../shared/adapters/memory/reconciliation-ledger.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../../shared/adapters/memory/transaction-ledger.ts';
import type { PaymentIndex } from '../../shared/payments/payment-index.ts';
import type { TransactionLedger } from '../../shared/payments/transaction-ledger.ts';
import type { Outbox } from '../../shared/reconciliation/outbox.ts';
import type { ReconciliationLedger } from '../../shared/reconciliation/reconciliation-ledger.ts';
import { startDynamo, type TestDynamo } from './dynamodb.ts';

/** The ledgers over one store: what one of them writes the others read. */
export interface Ledgers {
  transactions: TransactionLedger;
  index: PaymentIndex;
  reconciliations: ReconciliationLedger;
  outbox: Outbox;
}

/** Runs the suite against every adapter, each test on an empty store. */
export function describeLedgers(port: string, suite: (ledgers: Ledgers) => void): void {
  describe(`${port} in memory`, () => {
    const ledgers = {} as Ledgers;
    beforeEach(() => {
      const store = memoryStore();
      Object.assign(ledgers, {
        transactions: memoryTransactionLedger(store),
        index: memoryPaymentIndex(store),
        reconciliations: memoryReconciliationLedger(store),
        outbox: memoryOutbox(store),
      } satisfies Ledgers);
    });
    suite(ledgers);
  });

  describe(`${port} in DynamoDB`, () => {
    const ledgers = {} as Ledgers;
    let dynamo: TestDynamo;
    beforeAll(async () => {
      dynamo = await startDynamo();
    });
    afterAll(() => dynamo.stop());
    beforeEach(async () => {
      const tables = await dynamo.makeTables();
      Object.assign(ledgers, {
        transactions: dynamoTransactionLedger(dynamo.document, tables),
        index: dynamoPaymentIndex(dynamo.document, tables),
        reconciliations: dynamoReconciliationLedger(dynamo.document, tables),
        outbox: dynamoOutbox(dynamo.document, tables),
      } satisfies Ledgers);
    });
    suite(ledgers);
  });
}
