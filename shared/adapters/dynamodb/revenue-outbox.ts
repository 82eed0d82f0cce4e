import * as z from 'zod/mini';
import { revenueFailed, revenueReported } from '../../events/revenue-reported.ts';
import type { OutboxTable } from './outbox.ts';
import { eventSk, type RevenueTables } from './tables.ts';

const fact = z.discriminatedUnion('type', [revenueReported, revenueFailed]);

/** Windows that were reported, and runs that failed. */
export const revenueOutbox = ({ revenue }: RevenueTables): OutboxTable => ({
  name: revenue,
  read: (row) => fact.parse(row.fact),
  keyOf: (told) =>
    told.type === 'revenue.reported' || told.type === 'revenue.failed'
      ? { pk: told.aggregate, sk: eventSk(told.version) }
      : undefined,
});
