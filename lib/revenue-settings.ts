import { z } from 'zod';

const text = z.string().min(1);
const field = (name: string) =>
  z
    .string()
    .regex(
      /^[^.$\0]+(\.[^.$\0]+)*$/,
      'expected the name of a field, dots lead into nested documents, without $',
    )
    .default(name);

/** The same names as the function reads in REVENUE_REPORTS, which together must fit into a variable. */
const report = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected up to 40 small letters, digits and hyphens')
    .describe('Names its records: with another name it begins anew'),
  title: text.max(100).optional().describe('Heads the message. Default: Power Transaction Revenue Report'),
  mongodbSecretName: text
    .default('transaction-alerts/mongodb-connection')
    .describe('Secret {"connection_string": …} in Secrets Manager'),
  database: text.default('operations'),
  collection: text.default('power_transaction_items'),
  statusField: field('status'),
  fulfilledValue: text.default('fulfilled'),
  timeField: field('createdAt').describe('A date, or ISO 8601 text'),
  amountField: field('amount'),
  utilityField: field('utility'),
  currencySymbol: text.max(8).default('₦'),
  currencyWords: z
    .array(text.max(8))
    .max(10)
    .optional()
    .describe(
      'What may stand beside a number in text; another currency is not read. Default: the symbol, and for ₦ also NGN and N',
    ),
  slackSecretName: text
    .default('transaction-alerts/slack-webhook')
    .describe('Secret {"webhook_url": …} in Secrets Manager'),
  channel: text.max(80).optional().describe('Channel of the message. Default: that of the webhook'),
});

/** Six-hourly revenue reports. */
export const revenueSettings = z.strictObject({
  reports: z
    .array(report)
    .max(5)
    .refine((reports) => new Set(reports.map(({ name }) => name)).size === reports.length, {
      error: 'expected a name of its own for each report',
    })
    .prefault([{ name: 'power' }])
    .describe('Default: one, power. An empty list: none'),
});
