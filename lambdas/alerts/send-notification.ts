import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { dynamoCheckLedger } from '../../shared/adapters/dynamodb/balance-checks.ts';
import { dynamoChannelTurns } from '../../shared/adapters/dynamodb/channel-turns.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoFactGroups } from '../../shared/adapters/dynamodb/fact-groups.ts';
import { dynamoNotificationLog } from '../../shared/adapters/dynamodb/notification-log.ts';
import { readSecret } from '../../shared/adapters/secrets-manager/read-secret.ts';
import { slackSender } from '../../shared/adapters/slack/slack-sender.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { sqsNotificationQueue, waitingSinceAttribute } from '../../shared/adapters/sqs/notification-queue.ts';
import { notificationSettings } from '../../shared/alerts/notification-settings.ts';
import { sendNotification } from '../../shared/alerts/send-notification.ts';
import { jsonVariable, readEnvironment } from '../../shared/edge/environment.ts';
import { logger } from '../../shared/edge/logger.ts';
import { count } from '../../shared/edge/metrics.ts';
import { attributeOf, queueEdge } from '../../shared/edge/queue.ts';
import { oneAtATime } from '../../shared/kernel/one-at-a-time.ts';

/** Woken by a fact on `notifications`. Tells people in Slack, in the turn of their channel. */
const env = readEnvironment(
  z.object({
    ALERTS_TABLE: z.string(),
    BALANCES_TABLE: z.string(),
    NOTIFICATIONS_QUEUE_URL: z.url(),
    NOTIFICATIONS_DEAD_LETTERS_URL: z.url(),
    SLACK_BASE_URL: z.url(),
    NOTIFICATION_SETTINGS: jsonVariable(notificationSettings),
  }),
);
const document = dynamoDocumentClient();
const tables = { alerts: env.ALERTS_TABLE, balances: env.BALANCES_TABLE };
const balanceChecks = dynamoCheckLedger(document, tables);
const deps = {
  slack: slackSender({ readSecret, baseUrl: env.SLACK_BASE_URL }),
  turns: dynamoChannelTurns(document, tables),
  log: dynamoNotificationLog(document, tables),
  groups: dynamoFactGroups(document, tables),
  queue: sqsNotificationQueue({
    queue: env.NOTIFICATIONS_QUEUE_URL,
    deadLetters: env.NOTIFICATIONS_DEAD_LETTERS_URL,
  }),
  settings: env.NOTIFICATION_SETTINGS,
  inLine: oneAtATime(),
  clock: Date.now,
  pause,
  random: Math.random,
  putAside: (reason, about) => logger.error('notification put aside', { reason, about }),
  told: async (fact) => {
    if (fact.type === 'balance.alerted') await balanceChecks.markSlackSent(fact.data.alertId);
  },
} satisfies Parameters<typeof sendNotification>[0];

/** Five receives: soon again while it may be a hiccup, and once more after half an hour, before a person is needed. */
const hiddenSeconds = [4, 12, 40, 1_800];
const backoffSeconds = (receiveCount: number): number => hiddenSeconds[receiveCount - 1] ?? 0;

export const handler = queueEdge({
  read: (record) => ({
    body: record.body,
    waitingSince: Number(attributeOf(record, waitingSinceAttribute) ?? record.attributes.SentTimestamp),
  }),
  handle: async (queued) => {
    const outcome = await sendNotification(deps, queued);
    if (outcome === 'sent') count('SlackSent');
    if (outcome === 'put_aside') count('SlackRefused');
  },
  delay: sqsDelay(),
  backoffSeconds,
});
