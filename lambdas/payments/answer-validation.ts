import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { dynamoPaymentIndex } from '../../shared/adapters/dynamodb/payment-index.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { onion } from '../../shared/edge/onion.ts';
import { answerValidation, type ValidationAnswer } from '../../shared/payments/answer-validation.ts';
import { rememberedHooks } from '../../shared/payments/remembered-hooks.ts';
import { operationsEnvironment, operationsPayments } from '../operations-payments.ts';

/** Woken by Safaricom asking whether a customer may pay; answers within three seconds, whatever happens. */
const env = readEnvironment(z.extend(operationsEnvironment, { PAYMENTS_TABLE: z.string() }));
const document = dynamoDocumentClient();
const tables = { payments: env.PAYMENTS_TABLE };
const deps = {
  hooks: rememberedHooks(dynamoHookDirectory(document, tables), Date.now),
  index: dynamoPaymentIndex(document, tables),
  payments: operationsPayments(env),
  clock: Date.now,
  unsure: (why: string, error?: unknown) => logger.warn('accepted without knowing', { why, error }),
};

const question = z.object({ token: z.string(), body: z.string() });
/** Safaricom is to have its answer within three seconds, the way here and back included. */
const timeLimitMs = 2_500;

export const handler = onion<unknown, ValidationAnswer>().handler(
  async (event: unknown, _context: Context) => {
    const answer = await answerValidation(deps, z.parse(question, event), timeLimitMs);
    count('RequestsAnswered');
    return answer;
  },
);
