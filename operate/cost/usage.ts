import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const amount = z.number().nonnegative();

const tableUse = z.strictObject({
  /** Write request units, those of transactions and indexes included. */
  writeUnits: amount,
  readUnits: amount,
  /** What stays in the table and its indexes. */
  bytes: amount,
});
const functionUse = z.strictObject({
  invocations: amount,
  /** Of a processor of the machine that measured. */
  cpuMs: amount,
  /** Calls of AWS services one after the other; those at the same time count as one. */
  waits: amount,
  logBytes: amount,
});
/** What something used, of every part that was used at all. */
const use = z.strictObject({
  tables: z.record(z.string(), tableUse),
  /** Messages that a function took off each queue. */
  messages: z.record(z.string(), amount),
  functions: z.record(z.string(), functionUse),
  facts: amount,
  objectsPut: amount,
});

const schema = z.strictObject({
  measuredOn: z.iso.date(),
  how: z.string(),
  callbacks: amount,
  /** What else there was for each callback: payments that were booked, messages in Slack. */
  requests: z.strictObject({ payments: amount, slackMessages: amount }),
  perCallback: use,
  /** One run of each scheduled function when there is nothing to do. */
  perRun: z.record(z.string(), use),
  /** Metrics that each function writes when all is well. */
  metrics: z.record(z.string(), z.array(z.string())),
  /** One balance of one shortcode, asked and recorded. */
  perBalanceCheck: use,
});

export type Use = z.output<typeof use>;
export type FunctionUse = z.output<typeof functionUse>;
export type TableUse = z.output<typeof tableUse>;
export type Usage = z.output<typeof schema>;

export const usageFile = join(import.meta.dirname, 'usage.json');

/** What `npm run bench -- usage` measured last. */
export const readUsage = (): Usage => schema.parse(JSON.parse(readFileSync(usageFile, 'utf8')));
