import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoConfigStore } from '../../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../../shared/adapters/dynamodb/balance-polls.ts';
import { dynamoInitiatorBook } from '../../shared/adapters/dynamodb/initiators.ts';
import { balancesOutbox, dynamoOutbox } from '../../shared/adapters/dynamodb/outbox.ts';
import type { Tables } from '../../shared/adapters/dynamodb/tables.ts';
import { memoryCheckLedger } from '../../shared/adapters/memory/balance-checks.ts';
import { memoryConfigStore } from '../../shared/adapters/memory/balance-configs.ts';
import { memoryPollSchedule } from '../../shared/adapters/memory/balance-polls.ts';
import { memoryBalances } from '../../shared/adapters/memory/balances.ts';
import { memoryInitiatorBook } from '../../shared/adapters/memory/initiators.ts';
import type { CheckLedger } from '../../shared/balances/check-ledger.ts';
import type { ConfigStore } from '../../shared/balances/config-store.ts';
import type { InitiatorBook } from '../../shared/balances/initiator-book.ts';
import type { PollSchedule } from '../../shared/balances/poll-schedule.ts';
import type { Fact } from '../../shared/events/fact.ts';

export interface BalanceStores {
  readonly configs: ConfigStore;
  readonly polls: PollSchedule;
  readonly checks: CheckLedger;
  readonly initiators: InitiatorBook;
  /** Saved with their cause, published or not. */
  readonly facts: () => Promise<readonly Fact[]>;
}

export function balanceStoresInMemory(): BalanceStores {
  const store = memoryBalances();
  return {
    configs: memoryConfigStore(store),
    polls: memoryPollSchedule(store),
    checks: memoryCheckLedger(store),
    initiators: memoryInitiatorBook(store),
    facts: async () => [...store.facts.values()],
  };
}

export function balanceStoresInDynamo(document: DynamoDBDocumentClient, tables: Tables): BalanceStores {
  const outbox = dynamoOutbox(document, [balancesOutbox(tables)]);
  return {
    configs: dynamoConfigStore(document, tables),
    polls: dynamoPollSchedule(document, tables),
    checks: dynamoCheckLedger(document, tables),
    initiators: dynamoInitiatorBook(document, tables),
    facts: () => outbox.unpublished(Number.MAX_SAFE_INTEGER, 100),
  };
}
