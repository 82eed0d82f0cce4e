import * as z from 'zod/mini';

const named = (name: string) => z._default(z.string().check(z.minLength(1)), name);

/** One revenue report: where its items are, how they are laid out, and who hears of it. */
export const revenueReport = z.strictObject({
  /** Names its records; small letters, digits and hyphens. */
  name: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/)),
  /** Heads the message. */
  title: z.optional(z.string()),
  /** Of a secret `{"connection_string": …}`. */
  mongodbSecretName: named('transaction-alerts/mongodb-connection'),
  database: named('operations'),
  collection: named('power_transaction_items'),
  /** Paths with dots lead into nested documents. */
  statusField: named('status'),
  fulfilledValue: named('fulfilled'),
  timeField: named('createdAt'),
  amountField: named('amount'),
  utilityField: named('utility'),
  currencySymbol: named('₦'),
  /** What may stand beside a number in text; an amount marked otherwise is of another currency and is not read. */
  currencyWords: z.optional(z.array(z.string().check(z.minLength(1)))),
  /** Of a secret `{"webhook_url": …}`. */
  slackSecretName: named('transaction-alerts/slack-webhook'),
  channel: z.optional(z.string()),
});

export type RevenueReport = z.infer<typeof revenueReport>;

const nairaWords = ['₦', 'NGN', 'N'];

export const currencyWordsOf = ({ currencyWords, currencySymbol }: RevenueReport): readonly string[] =>
  currencyWords ?? (currencySymbol === '₦' ? nairaWords : [currencySymbol]);
