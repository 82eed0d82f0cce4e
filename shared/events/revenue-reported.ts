import * as z from 'zod/mini';
import { factSchema } from './fact-schema.ts';
import { slackDestination } from './slack-destination.ts';

const utility = z.object({ name: z.string(), totalMinor: z.int(), count: z.int() });
const window = z.object({
  /** Epoch milliseconds; half-open. */
  startAt: z.int(),
  endAt: z.int(),
});

const figures = z.extend(window, {
  totalMinor: z.int(),
  count: z.int(),
  /** By revenue, highest first. */
  byUtility: z.array(utility),
  /** Amounts that could not be read. */
  unreadable: z.int(),
  /** The aggregation failed: only `count` is known. */
  isCountOnly: z.boolean(),
});

/** The revenue of a window that nobody was told yet; missed ones come together. */
export const revenueReported = factSchema(
  'revenue.reported',
  z.object({
    report: z.string(),
    /** Heads the message; absent: that of power transactions. */
    title: z.optional(z.string()),
    /** Of the amounts, for example `₦`. */
    currencySymbol: z.string(),
    /** Latest window last; more than one when some were missed. */
    windows: z.array(figures),
    /** What earlier windows gained or lost since they were reported. */
    late: z.array(
      z.extend(window, {
        totalMinor: z.int(),
        count: z.int(),
        /** Amounts that could not be read and were not there before, or are gone. */
        unreadable: z.optional(z.int()),
      }),
    ),
    slack: slackDestination,
  }),
);

/** A revenue report could not be made; the run is tried again. */
export const revenueFailed = factSchema(
  'revenue.failed',
  z.object({
    report: z.string(),
    title: z.optional(z.string()),
    window,
    /** What failed, in words, without secrets. */
    reason: z.string(),
    slack: slackDestination,
  }),
);

export type RevenueReported = z.infer<typeof revenueReported>;
export type RevenueFailed = z.infer<typeof revenueFailed>;
