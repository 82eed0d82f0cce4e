import * as z from 'zod/mini';
import type { Figures, UtilityFigures } from '../../revenue/figures.ts';
import type { WindowRecord } from '../../revenue/revenue-ledger.ts';
import type { Row, RowKey } from './rows.ts';
import { type Fields, maybe } from './schema.ts';
import { revenuePk, windowSk } from './tables.ts';

const utility = z.object({
  name: z.string(),
  totalMinor: z.int(),
  count: z.int(),
} satisfies Fields<UtilityFigures>);

const figures = z.object({
  totalMinor: z.int(),
  count: z.int(),
  byUtility: z.array(utility),
  unreadable: z.int(),
  isCountOnly: z.boolean(),
} satisfies Fields<Figures>);

const record = z.object({
  report: z.string(),
  startAt: z.int(),
  endAt: z.int(),
  figures,
  reportedAt: z.int(),
  correctedAt: maybe(z.int()),
  version: z.int(),
} satisfies Fields<WindowRecord>);

export const readRecord = (row: Row): WindowRecord => record.parse(row);

export const recordRow = (value: WindowRecord): RowKey & Row => ({
  pk: revenuePk(value.report),
  sk: windowSk(value.startAt),
  ...value,
});
