import { beforeAll } from '@jest/globals';
import { Decimal128 } from 'bson';
import type { Document } from 'mongodb';
import { serverUnderTest, type UnderTest } from './server-under-test.ts';

export type Row = Document & { readonly _id: number };

const ITEMS: readonly Row[] = [
  {
    _id: 1,
    shop: 'A',
    amount: Decimal128.fromString('0.10'),
    at: new Date('2026-11-20T21:30:00Z'),
    tags: ['x', 'y'],
    lines: [{ q: 1 }, { q: 2 }],
  },
  {
    _id: 2,
    shop: 'B',
    amount: Decimal128.fromString('0.20'),
    at: new Date('2026-11-20T12:00:00Z'),
    tags: [],
    lines: [],
  },
  {
    _id: 3,
    shop: 'A',
    amount: Decimal128.fromString('0.30'),
    at: new Date('2026-11-21T00:00:00Z'),
    tags: ['y'],
  },
  { _id: 4, shop: 'C', amount: null, at: null },
];

/** A server whose database holds the items, and the shops that they name. */
export function shopUnderTest(): UnderTest {
  const server = serverUnderTest();
  beforeAll(async () => {
    await server.db.collection<Row>('items').insertMany([...ITEMS]);
    await server.db.collection<Row>('shops').insertMany([
      { _id: 1, code: 'A', name: 'Acme' },
      { _id: 2, code: 'B', name: 'Bidii' },
    ]);
  });
  return server;
}
