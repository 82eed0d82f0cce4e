import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { scheduleEdge } from '../../shared/edge/schedule.ts';
import { watchPayments } from '../../shared/payments/watch-payments.ts';
import { watchDependencies } from '../watch-dependencies.ts';

/** Woken each minute. Sees what changed in the operator's payments, and has it reconciled. */
const { deps, document, tables } = watchDependencies();
const watching = { ...deps, hooks: dynamoHookDirectory(document, tables) };

export const handler = scheduleEdge(({ scheduledAt }) => watchPayments(watching, scheduledAt));
