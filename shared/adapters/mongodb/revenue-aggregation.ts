import type { Document, Filter } from 'mongodb';
import { iso } from '../../kernel/time.ts';
import { currencyWordsOf, type RevenueReport } from '../../revenue/report.ts';
import type { RevenueWindow } from '../../revenue/window.ts';
import { readableAmount } from './revenue-amounts.ts';

const dayMs = 86_400_000;

/**
 * Items that are fulfilled and whose time is in the window, be it a date or ISO 8601 text (without a zone: UTC). An index on the
 * time narrows both: text is first compared as text, a day wider than any zone can move it.
 */
export function itemsIn({ startAt, endAt }: RevenueWindow, report: RevenueReport): Filter<Document> {
  const { statusField, fulfilledValue, timeField } = report;
  const [start, end] = [new Date(startAt), new Date(endAt)];
  const time = { $convert: { input: `$${timeField}`, to: 'date', onError: null, onNull: null } };
  return {
    [statusField]: fulfilledValue,
    $or: [
      { [timeField]: { $gte: start, $lt: end } },
      {
        [timeField]: { $gte: dayOf(startAt - dayMs), $lt: dayOf(endAt + 2 * dayMs) },
        $expr: {
          $and: [
            { $eq: [{ $type: `$${timeField}` }, 'string'] },
            { $gte: [time, start] },
            { $lt: [time, end] },
          ],
        },
      },
    ],
  };
}

const dayOf = (at: number): string => iso(at).slice(0, 10);

/** One pass over the items of a window: `total`, and `byUtility` with the highest revenue first. */
export const revenuePipeline = (window: RevenueWindow, report: RevenueReport): Document[] => [
  { $match: itemsIn(window, report) },
  {
    $project: {
      _id: 0,
      amount: readableAmount(report.amountField, currencyWordsOf(report)),
      utility: { $convert: { input: `$${report.utilityField}`, to: 'string', onError: null, onNull: null } },
    },
  },
  {
    $facet: {
      total: [
        {
          $group: {
            _id: null,
            total: { $sum: '$amount' },
            count: { $sum: { $cond: [{ $eq: ['$amount', null] }, 0, 1] } },
            unreadable: { $sum: { $cond: [{ $eq: ['$amount', null] }, 1, 0] } },
          },
        },
      ],
      byUtility: [
        { $match: { amount: { $ne: null } } },
        { $group: { _id: '$utility', total: { $sum: '$amount' }, count: { $sum: 1 } } },
        { $sort: { total: -1, _id: 1 } },
      ],
    },
  },
];
