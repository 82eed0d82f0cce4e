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
import { sourceEnvironment, tellUnknownSource, unknownSources } from '../../shared/edge/source-address.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
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

const isUnknown = unknownSources(env);
const question = z.object({
  token: z.string(),
  body: z.string(),
  sourceIp: z.string(),
  requestId: z.string(),
});

/** Of a stranger without a token of ours there is nothing to tell. */
const tellIfOurs = async (asked: z.infer<typeof question>): Promise<void> => {
  const hook = await deps.hooks.hook(sha256(asked.token)).catch(() => undefined);
  if (hook) tellUnknownSource({ ...asked, channel: 'c2b/validation' });
};

export const handler = onion<unknown, ValidationAnswer>().handler(
  async (event: unknown, _context: Context) => {
    const asked = z.parse(question, event);
    const answer = await answerValidation(deps, asked);
    if (isUnknown(asked.sourceIp)) await tellIfOurs(asked);
    count('RequestsAnswered');
    return answer;
  },
);
