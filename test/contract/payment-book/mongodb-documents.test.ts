import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Double, Int32, Long, ObjectId } from 'mongodb';
import { checkoutRequestId, paymentId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { BookEntry } from '../../../shared/payments/payment-book.ts';
import { type MongoHarness, openMongo } from './mongo-harness.ts';

const hexId = '65f000000000000000000001';
const open = { amount: 1, status: 'pending' };

async function idsOf(stream: AsyncIterable<BookEntry>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of stream) ids.push(id);
  return ids.sort();
}

describe('what operators write in MongoDB', () => {
  let mongo: MongoHarness;
  beforeAll(async () => {
    mongo = await openMongo();
  });
  beforeEach(() => mongo.empty());
  afterAll(() => mongo.close());

  const insert = (...documents: object[]) => mongo.payments.insertMany(documents);

  it.each([
    ['text', '1,500.50'],
    ['a number', 1500.5],
    ['a Double', new Double(1500.5)],
  ])('is an amount as %s', async (_, amount) => {
    await insert({ _id: 'p', ...open, amount });
    expect(await mongo.bookWith().byId(paymentId('p'))).toMatchObject({ value: { amountMinor: 150_050 } });
  });

  it.each([
    ['an Int32', new Int32(7), 700],
    ['a Long', Long.fromString('90000000000'), 9_000_000_000_000],
  ])('is an amount as %s', async (_, amount, minor) => {
    await insert({ _id: 'p', ...open, amount });
    expect(await mongo.bookWith().byId(paymentId('p'))).toMatchObject({ value: { amountMinor: minor } });
  });

  it('is found by shortcodes and references kept as numbers, and under an empty shortcode', async () => {
    await insert(
      { _id: 'numbers', ...open, reference: 418, shortcode: 600111 },
      { _id: 'empty', ...open, reference: '418', shortcode: '' },
      { _id: 'null', ...open, reference: '418', shortcode: null },
      { _id: 'other', ...open, reference: 418, shortcode: 600222 },
    );
    const clues = { checkoutRequestIds: [], reference: '418', shortcodes: [shortcode('600111')] };
    const found = await mongo.bookWith().byClues(clues);
    expect(found.map(({ id }) => id).sort()).toEqual(['empty', 'null', 'numbers']);
  });

  it('has changed whether its times are dates, text of any zone, or only its ObjectId tells', async () => {
    const since = Date.parse('2026-01-31T09:30:00.500Z');
    const before = new Date(since - 60_000);
    await insert(
      { _id: 'date', ...open, updatedAt: new Date(since) },
      { _id: 'text', ...open, createdAt: before, updatedAt: '2026-01-31T09:30:01Z' },
      { _id: 'east', ...open, createdAt: '2026-01-31T12:31:00+03:00' },
      { _id: 'same second', ...open, updatedAt: '2026-01-31T09:30:00.700Z' },
      { _id: ObjectId.createFromTime(since / 1000 + 5), ...open },
      { _id: 'unreadable', ...open, updatedAt: '2026-02-31 what' },
      { _id: 'old date', ...open, updatedAt: before },
      { _id: 'old text', ...open, updatedAt: '2026-01-31T09:29:59Z' },
      { _id: 'old east', ...open, updatedAt: '2026-01-31T12:29:00+03:00' },
      { _id: ObjectId.createFromTime(since / 1000 - 60), ...open },
      { _id: 'timeless', ...open },
    );
    const ids = await idsOf(mongo.bookWith().changedSince(since));
    expect(ids.filter((id) => !/^[0-9a-f]{24}$/.test(id))).toEqual([
      'date',
      'east',
      'same second',
      'text',
      'unreadable',
    ]);
    expect(ids).toHaveLength(6);
  });

  it('goes by many at once, in more than one batch', async () => {
    await insert(...Array.from({ length: 2_500 }, (_, n) => ({ _id: `p${n}`, ...open })));
    const book = mongo.bookWith();
    expect(await idsOf(book.all())).toHaveLength(2_500);
    expect(await book.count()).toBe(2_500);
    expect(await book.byIds(Array.from({ length: 1_200 }, (_, n) => paymentId(`p${n}`)))).toHaveLength(1_200);
  });

  it('bears names of its own', async () => {
    const book = mongo.bookWith({
      collections: { payments: 'bookings' },
      fields: {
        payments: {
          id: 'code',
          amount: 'price.total',
          reference: 'price.invoice',
          checkoutRequestId: 'stk.id',
          updatedAt: 'meta.at',
        },
      },
      statuses: { booked: 'processing' },
    });
    await mongo.database.collection('bookings').insertMany([
      {
        code: 'B-1',
        price: { total: 80, invoice: 'INV-1' },
        stk: { id: 'ws_CO_9' },
        status: 'booked',
        meta: { at: new Date(5_000) },
      },
      { code: 'B-2', price: { total: 90 }, status: 'booked' },
    ]);
    const expected = { id: 'B-1', amountMinor: 8_000, reference: 'INV-1', status: 'processing' };
    expect(await book.byId(paymentId('B-1'))).toMatchObject({ value: expected });
    const clues = { checkoutRequestIds: [checkoutRequestId('ws_CO_9')], receipt: receipt('X') };
    expect(await book.byClues(clues)).toMatchObject([expected]);
    expect(await book.byClues({ checkoutRequestIds: [], reference: 'INV-1' })).toMatchObject([expected]);
    expect(await idsOf(book.changedSince(4_000))).toContain('B-1');
  });

  it('lists shortcodes of active partners only; what cannot be read is told and left out', async () => {
    await mongo.partners.insertMany([
      {
        _id: 'a' as unknown as ObjectId,
        name: 'Acme',
        status: 'active',
        shortcodes: [{ shortcode: '600111' }, { kind: 'till' }],
      },
      {
        _id: 'b' as unknown as ObjectId,
        name: 'Gone',
        status: 'inactive',
        shortcodes: [{ shortcode: '600999' }],
      },
      {
        _id: new ObjectId(hexId),
        name: 'Copy',
        status: 'active',
        shortcodes: [{ shortcode: '600111' }, { shortcode: 600222 }],
      },
    ]);
    const listed = await mongo.bookWith().shortcodes();
    expect(listed.map((each) => [each.shortcode, each.partnerName])).toEqual([
      ['600111', 'Acme'],
      ['600222', 'Copy'],
    ]);
    expect(mongo.unreadable).toEqual([
      {
        partnerId: 'a',
        field: 'shortcodes.1.shortcode',
        message: 'expected the digits of a paybill or till',
      },
      { partnerId: hexId, field: 'shortcodes', message: 'expected 600111 once; partner a lists it too' },
    ]);
  });
});
