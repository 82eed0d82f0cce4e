import * as z from 'zod/mini';
import { Unavailable } from '../../kernel/unavailable.ts';
import { byRevenue, type Figures } from '../../revenue/figures.ts';
import type { RevenueReport } from '../../revenue/report.ts';
import type { RevenueBook } from '../../revenue/revenue-book.ts';
import { type MongoConnection, mongoConnection } from './connection.ts';
import { itemsIn, revenuePipeline } from './revenue-aggregation.ts';
import { minorOf } from './values.ts';

/** A busy window, and no index on its time: both may take a while, and a figure late is better than a count. */
const limitMs = 45_000;
/** The server gives up first, and says so. */
const socketTimeoutMs = 60_000;

/** As many windows as are read side by side. */
const maxPoolSize = 2;

const sum = z.unknown();
const answer = z.object({
  total: z.array(z.object({ total: sum, count: z.int(), unreadable: z.int() })),
  byUtility: z.array(z.object({ _id: z.nullable(z.string()), total: sum, count: z.int() })),
});

/** The items of one report in the operator's MongoDB. */
export const mongoRevenueBook = (connection: MongoConnection, report: RevenueReport): RevenueBook => ({
  async figures(window) {
    const [found] = await connection.use((database) =>
      database
        .collection(report.collection)
        .aggregate(revenuePipeline(window, report), { maxTimeMS: limitMs, allowDiskUse: true })
        .toArray(),
    );
    return readFigures(found);
  },

  count: (window) =>
    connection.use((database) =>
      database.collection(report.collection).countDocuments(itemsIn(window, report), { maxTimeMS: limitMs }),
    ),
});

const connectionSecret = z.object({ connection_string: z.string() });

/** Books of reports, over one connection for all that are in the same database. */
export function mongoRevenueBooks(
  readSecret: (id: string) => Promise<unknown>,
  unavailable?: () => void,
): (report: RevenueReport) => RevenueBook {
  const connections = new Map<string, MongoConnection>();
  return (report) => {
    const { mongodbSecretName, database } = report;
    const key = JSON.stringify([mongodbSecretName, database]);
    const connection =
      connections.get(key) ??
      mongoConnection(
        { database, maxPoolSize, socketTimeoutMs },
        async () => {
          const secret = z.safeParse(connectionSecret, await readSecret(mongodbSecretName));
          if (secret.success) return secret.data.connection_string;
          throw new Unavailable(`the secret ${mongodbSecretName} does not hold {"connection_string": …}`);
        },
        unavailable,
      );
    connections.set(key, connection);
    return mongoRevenueBook(connection, report);
  };
}

function readFigures(found: unknown): Figures {
  const { total, byUtility } = z.parse(answer, found);
  const [{ total: amount, count, unreadable } = { total: 0, count: 0, unreadable: 0 }] = total;
  return {
    totalMinor: minorSum(amount),
    count,
    byUtility: byRevenue(
      byUtility.map((one) => ({ name: one._id ?? '', totalMinor: minorSum(one.total), count: one.count })),
    ),
    unreadable,
    isCountOnly: false,
  };
}

function minorSum(value: unknown): number {
  const minor = minorOf(value);
  if (!minor.ok) throw new Error(`the sum of the amounts cannot be read: expected ${minor.error}`);
  return minor.value;
}
