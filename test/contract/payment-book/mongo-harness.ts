import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Db, Decimal128, type Document, MongoClient, ObjectId } from 'mongodb';
import * as z from 'zod/mini';
import { startMongoServer } from '../../../local/mongodb/server.ts';
import { mongoConnection } from '../../../shared/adapters/mongodb/connection.ts';
import type { UnreadablePartner } from '../../../shared/adapters/mongodb/partner-document.ts';
import { mongoPaymentBook } from '../../../shared/adapters/mongodb/payment-book.ts';
import { mongoSettings } from '../../../shared/adapters/mongodb/settings.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import type { PaymentBook } from '../../../shared/payments/payment-book.ts';

export interface MongoHarness {
  readonly uri: string;
  readonly database: Db;
  readonly payments: Collection<Document>;
  readonly partners: Collection<Document>;
  /** A book of the same database under the given settings. */
  readonly bookWith: (settings?: z.input<typeof mongoSettings>) => PaymentBook;
  readonly unreadable: UnreadablePartner[];
  readonly empty: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A MongoDB with a database of its own: the real one that MONGODB_URI names, else the embedded one. */
export async function openMongo(): Promise<MongoHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'salio-book-'));
  const embedded = process.env.MONGODB_URI ? undefined : await startMongoServer({ dataDir: folder, port: 0 });
  const uri = process.env.MONGODB_URI ?? embedded?.uri ?? '';
  const name = `salio_test_${process.pid}_${Date.now()}`;
  const client = await new MongoClient(uri).connect();
  const database = client.db(name);
  const connection = mongoConnection({ database: name, maxPoolSize: 2 }, async () => uri);
  const unreadable: UnreadablePartner[] = [];
  return {
    uri,
    database,
    payments: database.collection('payments'),
    partners: database.collection('partners'),
    bookWith: (settings = {}) =>
      mongoPaymentBook(connection, z.parse(mongoSettings, { ...settings, database: name }), (fault) =>
        unreadable.push(fault),
      ),
    unreadable,
    async empty() {
      unreadable.length = 0;
      for (const { name: collection } of await database.listCollections().toArray()) {
        await database.collection(collection).deleteMany({});
      }
    },
    async close() {
      await database.dropDatabase();
      await connection.close();
      await client.close();
      await embedded?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A payment as an operator's system might write it: half of it as text, half as BSON has types for it. */
export function documentOf({ id, amountMinor, createdAt, updatedAt, ...rest }: Payment): Document {
  return {
    _id: /^[0-9a-f]{24}$/.test(id) ? new ObjectId(id) : id,
    amount: Decimal128.fromString((amountMinor / 100).toFixed(2)),
    ...rest,
    ...(createdAt !== undefined && { createdAt: new Date(createdAt) }),
    ...(updatedAt !== undefined && { updatedAt: new Date(updatedAt).toISOString() }),
  };
}
