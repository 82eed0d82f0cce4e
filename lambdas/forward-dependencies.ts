import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../shared/adapters/dynamodb/document-client.ts';
import { dynamoForwardLog } from '../shared/adapters/dynamodb/forward-log.ts';
import { dynamoHookDirectory } from '../shared/adapters/dynamodb/hook-directory.ts';
import { httpForwardPost } from '../shared/adapters/http/forward-post.ts';
import { sqsPutAside } from '../shared/adapters/sqs/put-aside.ts';
import { readEnvironment } from '../shared/edge/environment.ts';
import { logger } from '../shared/edge/logger.ts';
import type { ForwardDependencies } from '../shared/payments/forward-notice.ts';
import { rememberedHooks } from '../shared/payments/remembered-hooks.ts';
import { slowTargets } from '../shared/payments/slow-targets.ts';
import { partnerKeys } from './partner-keys.ts';

/** The ports of posting a notice on, met by HTTP, DynamoDB, Secrets Manager and SQS; bound once per lambda. */
export function forwardDependencies(clock: () => number) {
  const env = readEnvironment(
    z.object({
      PAYMENTS_TABLE: z.string(),
      PARTNER_SECRET_PREFIX: z.string(),
      FORWARDS_DEAD_LETTERS_URL: z.url(),
    }),
  );
  const document = dynamoDocumentClient();
  const tables = { payments: env.PAYMENTS_TABLE };
  const putAside = sqsPutAside(env.FORWARDS_DEAD_LETTERS_URL);
  const deps: ForwardDependencies = {
    hooks: rememberedHooks(dynamoHookDirectory(document, tables), clock),
    keysOf: partnerKeys(env),
    log: dynamoForwardLog(document, tables),
    post: httpForwardPost,
    slow: slowTargets(clock),
    clock,
    putAside: async (forward, reason) => {
      logger.error('forward put aside', { id: forward.id, reason });
      await putAside({ body: JSON.stringify(forward) }, reason);
    },
  };
  return { deps, putAside };
}
