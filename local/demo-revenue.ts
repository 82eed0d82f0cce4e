import type { Db } from 'mongodb';
import { dynamoRevenueLedger } from '../shared/adapters/dynamodb/revenue-ledger.ts';
import { formatMoney } from '../shared/kernel/money.ts';
import type { WindowRecord } from '../shared/revenue/revenue-ledger.ts';
import type { PowerDocument, PowerItem } from './sample/power-trade.ts';
import { expectedRevenue } from './sample/revenue-by-hand.ts';
import type { LocalSalio } from './start-salio.ts';

type Needs = Pick<LocalSalio, 'runtime' | 'operations' | 'document' | 'tables'>;

const hourMs = 3_600_000;
const windowMs = 6 * hourMs;
const windowCount = 4;
const report = 'power';

/**
 * Lets the last four windows end one after the other: reports each, twice, while late tokens of the window before come in.
 *
 * @param now when the sample was made for.
 * @returns what differs from a calculation by hand, one sentence each; nothing when all is as it must be.
 */
export async function playRevenue(
  salio: Needs,
  items: readonly PowerItem[],
  now: number,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const last = Math.floor(now / windowMs) * windowMs;
  const ends = Array.from({ length: windowCount }, (_, at) => last - (windowCount - 1 - at) * windowMs);
  const differences: string[] = [];
  for (const endAt of ends) {
    await fire(salio, endAt);
    const [first] = await recordsOf(salio, endAt - windowMs, endAt);
    const expected = expectedRevenue(items, endAt - windowMs, endAt, { withLate: false });
    differences.push(...compare(`when reported, the window to ${hourOf(endAt)}`, first, expected));
    await fire(salio, endAt);
    // What comes late to the last window is for the next run to find.
    if (endAt < last) await fulfilLate(salio.operations, items, endAt - windowMs, endAt);
  }
  for (const endAt of ends) {
    const [found] = await recordsOf(salio, endAt - windowMs, endAt);
    const expected = expectedRevenue(items, endAt - windowMs, endAt, {
      withLate: endAt < last,
    });
    differences.push(...compare(`with what came late, the window to ${hourOf(endAt)}`, found, expected));
    if (found) print(lineOf(found));
  }
  return differences;
}

async function fire({ runtime }: Needs, timeMs: number): Promise<void> {
  const schedule = runtime.schedules.find(({ name }) => name === 'report-revenue');
  if (!schedule) throw new Error('there is no schedule report-revenue');
  await schedule.run(timeMs);
}

const recordsOf = ({ document, tables }: Needs, from: number, until: number) =>
  dynamoRevenueLedger(document, tables).records(report, from, until);

/** The tokens arrive after all. */
async function fulfilLate(
  operations: Db,
  items: readonly PowerItem[],
  from: number,
  until: number,
): Promise<void> {
  const ids = items
    .filter(({ at, isLate }) => isLate && at >= from && at < until)
    .map(({ document }) => document._id);
  await operations
    .collection<PowerDocument>('power_transaction_items')
    .updateMany({ _id: { $in: ids } }, { $set: { status: 'fulfilled' } });
}

function compare(
  what: string,
  found: WindowRecord | undefined,
  expected: ReturnType<typeof expectedRevenue>,
): readonly string[] {
  const seen = found && {
    totalMinor: BigInt(found.figures.totalMinor),
    count: found.figures.count,
    unreadable: found.figures.unreadable,
    byUtility: Object.fromEntries(
      found.figures.byUtility.map(({ name, totalMinor }) => [name, BigInt(totalMinor)]),
    ),
  };
  const [a, b] = [textOf(expected), textOf(seen)];
  return a === b ? [] : [`${what}: expected ${a}, found ${b}`];
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return String(member);
    if (typeof member !== 'object' || member === null) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  }) ?? 'nothing';

const hourOf = (at: number): string => new Date(at).toISOString().slice(0, 16);

const lineOf = ({ startAt, figures, version }: WindowRecord): string =>
  `${hourOf(startAt)}  ${formatMoney(figures.totalMinor, '₦')} in ${figures.count} sales, ${figures.unreadable} unreadable, looked at again ${version - 1} times with a change`;
