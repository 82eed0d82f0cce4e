import * as z from 'zod/mini';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoForwardLog } from '../../shared/adapters/dynamodb/forward-log.ts';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { httpForwardPost } from '../../shared/adapters/http/forward-post.ts';
import { sqsMessageSink } from '../../shared/adapters/sqs/dead-letters.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { parseForward } from '../../shared/payments/forward.ts';
import { forwardNotice } from '../../shared/payments/forward-notice.ts';
import { rememberedHooks } from '../../shared/payments/remembered-hooks.ts';
import { slowTargets } from '../../shared/payments/slow-targets.ts';
import { partnerKeys } from '../partner-keys.ts';

/** Woken by an accepted notice on `forwards`. Posts it on to the operator's own system. */
const env = readEnvironment(
  z.object({
    PAYMENTS_TABLE: z.string(),
    PARTNER_SECRET_PREFIX: z.string(),
    FORWARDS_DEAD_LETTERS_URL: z.url(),
  }),
);
const document = dynamoDocumentClient();
const tables = { payments: env.PAYMENTS_TABLE };
const deadLetters = sqsMessageSink(env.FORWARDS_DEAD_LETTERS_URL);
const clock = Date.now;
const deps: Parameters<typeof forwardNotice>[0] = {
  hooks: rememberedHooks(dynamoHookDirectory(document, tables), clock),
  keysOf: partnerKeys(env),
  log: dynamoForwardLog(document, tables),
  post: httpForwardPost,
  slow: slowTargets(clock),
  clock,
  putAside: async (forward, reason) => {
    logger.error('forward put aside', { id: forward.id, reason });
    await deadLetters.send([{ body: JSON.stringify(forward), attributes: { reason } }]);
  },
};

const lateMs = 3_600_000;

/** Thirteen receives over a day: seconds while it may be a restart, hours while people are asleep. SQS hides no longer than 12 h. */
const hiddenSeconds = [5, 15, 45, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600];
const backoffSeconds = (receiveCount: number): number => hiddenSeconds[receiveCount - 1] ?? 0;

export const handler = queueEdge({
  read: ({ body, attributes }) => ({ forward: parseForward(body), sentAt: Number(attributes.SentTimestamp) }),
  handle: async ({ forward, sentAt }) => {
    try {
      if ((await forwardNotice(deps, forward)) === 'posted') count('ForwardsTaken');
    } catch (error) {
      // SQS leaves what was received three times out of the age of its oldest message.
      if (clock() - sentAt >= lateMs) count('ForwardsLate');
      throw error;
    }
  },
  delay: sqsDelay(),
  backoffSeconds,
});
