import { z } from 'zod';
import { domain, hooks, manager, network, sourceAddresses } from './edge-settings.ts';
import { mongodb } from './mongodb-settings.ts';
import { operations } from './operations-settings.ts';
import { revenueSettings } from './revenue-settings.ts';
import { text, whole } from './setting-values.ts';

const severity = z.enum(['high', 'medium', 'low']);
const severityRule = z.enum([
  'missing_while_open',
  'missing_though_completed',
  'open_though_paid',
  'paid_though_failed',
  'reversed_though_completed',
  'refunded_without_return',
  'duplicate_payment',
  'underpaid',
  'overpaid',
  'far_off',
  'other_currency',
  'conflict',
]);

/** The same names as the functions read in RECONCILIATION_SETTINGS. */
const reconciliation = z.strictObject({
  pendingMinutes: whole(1, 1440)
    .default(15)
    .describe('How long a payment without evidence is merely pending'),
  askAfterMinutes: whole(1, 1440).default(5).describe('When the sweep asks M-Pesa about it'),
  statusMismatchMinutes: whole(1, 1440).default(15),
  highDifferencePercent: z.number().min(0).max(100).default(10),
  verifyFromAmountMinor: whole(1, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Payments from this amount (cents) are verified by a status query. Default: none'),
  graceSeconds: whole(1, 86_400)
    .optional()
    .describe('When people hear of a transaction without a payment. Default: 600, local 10'),
  sweepBatchSize: whole(1, 100).default(10),
  severities: z
    .partialRecord(severityRule, severity)
    .optional()
    .describe('Replaces the severity that a rule of the decision table gives to its issue'),
});

const slackDestination = z.strictObject({
  secretName: text.describe('Secret in Secrets Manager that holds the webhook'),
  path: text
    .default('webhook_url')
    .describe("Where in the secret's JSON the URL of the webhook is, with dots"),
  channel: z
    .string()
    .regex(/^[#@]\S{1,80}$/, 'expected a channel such as #mpesa-alerts')
    .optional()
    .describe('Shown in the message. Webhooks of an app keep to the channel they were made for'),
  mentions: z.string().max(500).optional().describe('For example "@finance <!here> <@U012AB3CD>"'),
});

const notifications = z.strictObject({
  discrepancies: slackDestination
    .optional()
    .describe('Where in Slack people hear of payments that do not agree. Default: nowhere'),
  unmatched: slackDestination
    .optional()
    .describe('Where they hear of money without a payment. Default: where they hear of discrepancies'),
  alarms: slackDestination
    .optional()
    .describe('Where those who run the stage hear of alarms. Default: where they hear of discrepancies'),
  groupSeconds: whole(5, 900)
    .optional()
    .describe('How long others are waited for that are told in the same message. Default: 30, local 5'),
  intervalSeconds: whole(5, 900)
    .optional()
    .describe('How long, at least, until the next such message. Default: 300, local 30'),
});

const queue = (maximumConcurrency: number) =>
  z
    .strictObject({
      maximumConcurrency: whole(2, 1000)
        .default(maximumConcurrency)
        .describe('Function instances that the queue may keep busy'),
      reservedConcurrency: whole(2, 1000)
        .optional()
        .describe('Never below maximumConcurrency: healthy messages would end as dead letters'),
    })
    .refine((given) => (given.reservedConcurrency ?? Number.POSITIVE_INFINITY) >= given.maximumConcurrency, {
      path: ['reservedConcurrency'],
      error: 'expected no less than maximumConcurrency, or healthy messages end as dead letters',
    })
    .prefault({});

/** What config/<stage>.json may say. */
export const stageConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-west-1'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'expected 12 digits')
    .optional()
    .describe('Pins the stage to an AWS account. Default: that of the credentials'),
  daraja: z.strictObject({ environment: z.enum(['sandbox', 'production']) }),
  domain: domain
    .optional()
    .describe('Custom domain of the callback URLs. Daraja refuses the default one in production'),
  mongodb: mongodb.prefault({}),
  partnerSecretPrefix: z
    .string()
    .regex(/^[\w/.-]+\/$/, 'expected letters, digits and / . _ - ending with /')
    .optional()
    .describe('Secrets of partners are named <prefix><partnerId>. Default: salio/<stage>/partners/'),
  reconciliation: reconciliation.prefault({}),
  revenue: revenueSettings.prefault({}),
  watch: z
    .strictObject({
      compareAllUpTo: whole(0, 1_000_000)
        .default(10_000)
        .describe(
          'Up to so many payments, every look compares all, so that a change without updatedAt is seen as well',
        ),
    })
    .prefault({}),
  schedules: z
    .strictObject({
      watchPaymentsMinutes: whole(1, 60).default(1),
      sweepStuckMinutes: whole(1, 1440).default(15),
      publishEventsMinutes: whole(1, 60).default(1),
      requestBalancesMinutes: whole(1, 60).default(1),
    })
    .prefault({}),
  queues: z
    .strictObject({
      paymentNotices: queue(10),
      reconciliations: queue(10),
      statusQueries: queue(2),
      notifications: queue(5),
      balanceQueries: queue(2),
      balanceResults: queue(5),
      forwards: queue(10),
    })
    .prefault({}),
  functions: z
    .strictObject({
      memoryMb: whole(128, 10_240).default(512),
      logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
      tracing: z
        .boolean()
        .default(false)
        .describe('Has X-Ray record every invocation, up to one a second and function: $5 a million'),
    })
    .prefault({}),
  hooks,
  sourceAddresses,
  manager,
  notifications: notifications.prefault({}),
  operations,
  logRetentionDays: z
    .literal([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ])
    .default(90),
  network: network.optional().describe('Where functions that reach MongoDB run. Default: outside any VPC'),
  removal: z
    .enum(['retain', 'destroy'])
    .default('retain')
    .describe('What deleting the stacks does to the data. Never destroy in production'),
  tags: z.record(text, text).default({}),
});

export type StageConfig = z.output<typeof stageConfigSchema>;
