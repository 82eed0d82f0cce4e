import { randomBytes } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoConfigStore } from '../shared/adapters/dynamodb/balance-configs.ts';
import { dynamoPollSchedule } from '../shared/adapters/dynamodb/balance-polls.ts';
import { dynamoInitiatorBook } from '../shared/adapters/dynamodb/initiators.ts';
import { balancesOutbox, dynamoOutbox } from '../shared/adapters/dynamodb/outbox.ts';
import { eventBridgeFactBus } from '../shared/adapters/eventbridge/fact-bus.ts';
import type { BalanceDependencies } from '../shared/balances/dependencies.ts';
import { initiatorGate } from '../shared/balances/gate.ts';
import { logger } from '../shared/edge/logger.ts';
import { count } from '../shared/edge/metrics.ts';
import type { Fact } from '../shared/events/fact.ts';
import { factTeller } from '../shared/events/fact-teller.ts';

/** What every function that settles balance checks, or may stop an API operator, is told. */
export const balanceEnvironment = z.object({
  BALANCES_TABLE: z.string(),
  EVENT_BUS_NAME: z.string(),
  PARTNER_SECRET_PREFIX: z.string(),
});

/** The ports of the watch over balances, met by DynamoDB and EventBridge. */
export function balanceDependencies(
  env: z.infer<typeof balanceEnvironment>,
  document: DynamoDBDocumentClient,
) {
  const tables = { balances: env.BALANCES_TABLE };
  const warn = (message: string, error: unknown) => logger.warn(message, { error });
  const { tell, publish } = factTeller({
    outbox: dynamoOutbox(document, [balancesOutbox(tables)]),
    bus: eventBridgeFactBus(env.EVENT_BUS_NAME),
    warn,
  });
  const tellAndCount = (fact: Fact): void => {
    if (fact.type === 'balance.polling_stopped') count('BalancePollingStopped');
    tell(fact);
  };
  const deps: BalanceDependencies = {
    configs: dynamoConfigStore(document, tables),
    polls: dynamoPollSchedule(document, tables),
    checks: dynamoCheckLedger(document, tables),
    initiators: dynamoInitiatorBook(document, tables),
    clock: Date.now,
    tell: tellAndCount,
    warn,
    partnerSecretPrefix: env.PARTNER_SECRET_PREFIX,
  };
  return { deps, gate: initiatorGate(deps), publish };
}

/** Tells one check from another of the same shortcode and millisecond. */
export const randomSuffix = (): string => randomBytes(4).toString('hex');
