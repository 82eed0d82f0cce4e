import type { Document } from 'mongodb';
import { mongoConnection } from '../../../shared/adapters/mongodb/connection.ts';
import { mongoRevenueBook } from '../../../shared/adapters/mongodb/revenue-book.ts';
import type { RevenueReport } from '../../../shared/revenue/report.ts';
import type { RevenueBook } from '../../../shared/revenue/revenue-book.ts';
import { aReport } from '../../support/builders/a-window-record.ts';
import { openMongo } from '../payment-book/mongo-harness.ts';

/** A MongoDB (MONGODB_URI's, else the emulator) with items to sell. */
export async function openRevenue() {
  const mongo = await openMongo();
  const database = mongo.database.databaseName;
  const connection = mongoConnection({ database, maxPoolSize: 2 }, async () => mongo.uri);
  return {
    bookOf: (parts: Partial<RevenueReport> = {}): RevenueBook =>
      mongoRevenueBook(connection, aReport({ ...parts, database })),
    items: mongo.database.collection<Document>('power_transaction_items'),
    collection: (name: string) => mongo.database.collection<Document>(name),
    empty: mongo.empty,
    async close() {
      await connection.close();
      await mongo.close();
    },
  };
}
