import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { dynamoPaymentIndex } from '../../shared/adapters/dynamodb/payment-index.ts';
import { httpForwardPost } from '../../shared/adapters/http/forward-post.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { onion } from '../../shared/edge/onion.ts';
import { sourceEnvironment, tellOfAskers } from '../../shared/edge/source-address.ts';
import { answerValidation } from '../../shared/payments/answer-validation.ts';
import { askOperator, type ValidationAnswer } from '../../shared/payments/operator-validation.ts';
import { rememberedHooks } from '../../shared/payments/remembered-hooks.ts';
import { operationsEnvironment, operationsPayments } from '../operations-payments.ts';
import { partnerKeys } from '../partner-keys.ts';

/** Woken by Safaricom asking whether a customer may pay; answers within three seconds, whatever happens. */
const env = readEnvironment(
  z.extend(operationsEnvironment, {
    PAYMENTS_TABLE: z.string(),
    PARTNER_SECRET_PREFIX: z.string(),
    ...sourceEnvironment.shape,
  }),
);
const document = dynamoDocumentClient();
const tables = { payments: env.PAYMENTS_TABLE };
const deps = {
  hooks: rememberedHooks(dynamoHookDirectory(document, tables), Date.now),
  index: dynamoPaymentIndex(document, tables),
  payments: operationsPayments(env),
  clock: Date.now,
  askOperator: askOperator({
    post: httpForwardPost,
    keysOf: partnerKeys(env),
    clock: Date.now,
  }),
  unsure: (why: string, error?: unknown) => {
    logger.warn('accepted without knowing', { why, error });
    count('ValidationsUnknown');
  },
};

const tellOfAsker = tellOfAskers(env, deps.hooks, 'c2b/validation');
const question = z.object({
  token: z.string(),
  body: z.string(),
  sourceIp: z.string(),
  requestId: z.string(),
});

export const handler = onion<unknown, ValidationAnswer>().handler(
  async (event: unknown, _context: Context) => {
    const asked = z.parse(question, event);
    const answer = await answerValidation(deps, asked);
    await tellOfAsker(asked);
    count('RequestsAnswered');
    return answer;
  },
);
