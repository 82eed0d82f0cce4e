import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { seededRandom } from '../local/mpesa/random.ts';
import { anyForm, anyUnreadable } from '../local/sample/power-forms.ts';
import { mongoConnection } from '../shared/adapters/mongodb/connection.ts';
import { itemsIn } from '../shared/adapters/mongodb/revenue-aggregation.ts';
import { mongoRevenueBook } from '../shared/adapters/mongodb/revenue-book.ts';
import { revenueReport } from '../shared/revenue/report.ts';
import { type Measurement, median } from './measurement.ts';

const documents = 100_000;
const rounds = 5;
const database = `salio_bench_${process.pid}`;
const report = revenueReport.parse({ name: 'power', database });
const startAt = Date.UTC(2026, 9, 14, 12);
const window = { startAt, endAt: startAt + 6 * 3_600_000 };

/** The aggregation of a window of 100,000 items, against `$match` and a count of the same; MONGODB_URI names a real server. */
export async function measureRevenue(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'salio-bench-'));
  const server = process.env.MONGODB_URI ? undefined : await startEmulator(folder);
  const uri = process.env.MONGODB_URI ?? server?.uri ?? '';
  const client = await new MongoClient(uri).connect();
  const connection = mongoConnection({ database, maxPoolSize: 2, socketTimeoutMs: 60_000 }, async () => uri);
  try {
    const items = client.db(database).collection(report.collection);
    await sell(items);
    const book = mongoRevenueBook(connection, report);
    const figures: number[] = [];
    const baselines: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const count = [{ $match: itemsIn(window, report) }, { $count: 'count' }];
      baselines.push(await timed(() => items.aggregate(count).toArray()));
      figures.push(await timed(() => book.figures(window)));
    }
    const [figure, baseline] = [median(figures), median(baselines)];
    return [
      {
        what: `Revenue of ${documents.toLocaleString('en')} items, every form of amount${server ? ' (emulator)' : ''}`,
        figure: `${figure.toFixed(0)} ms`,
        baseline: `${baseline.toFixed(0)} ms ($match and count)`,
        ratio: figure / baseline,
      },
    ];
  } finally {
    await client.db(database).dropDatabase();
    await Promise.all([connection.close(), client.close()]);
    await server?.worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a thread of its own, as it runs locally. */
async function startEmulator(dataDir: string): Promise<{ readonly uri: string; readonly worker: Worker }> {
  const worker = new Worker(new URL('../local/mongodb/server-thread.ts', import.meta.url), {
    workerData: { dataDir, port: 0 },
  });
  const { uri } = await new Promise<{ readonly uri: string }>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return { uri, worker };
}

async function sell(items: Collection<Document>): Promise<void> {
  const random = seededRandom(5);
  for (let start = 0; start < documents; start += 10_000) {
    await items.insertMany(
      Array.from({ length: 10_000 }, (_, at) => ({
        status: 'fulfilled',
        amount: random.chance(0.01) ? anyUnreadable(random) : anyForm(random, random.integer(100, 5_000_000)),
        utility: random.pick(['IKEDC', 'EKEDC', 'AEDC', 'IBEDC', 'PHED']),
        createdAt: new Date(startAt + ((start + at) % 21_600) * 1_000),
      })),
    );
  }
  await items.createIndex({ createdAt: 1 });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
