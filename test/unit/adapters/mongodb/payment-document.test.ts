import { describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import * as z from 'zod/mini';
import { readEntry, readPayment } from '../../../../shared/adapters/mongodb/payment-document.ts';
import { mongoSettings } from '../../../../shared/adapters/mongodb/settings.ts';

const byDefault = z.parse(mongoSettings, {});
const document = (own: Record<string, unknown> = {}) => ({
  _id: 'pay-1',
  amount: 1500,
  status: 'processing',
  ...own,
});

describe('a document of the operator', () => {
  it('with all fields is a payment', () => {
    const read = readPayment(
      {
        _id: new ObjectId('65f000000000000000000001'),
        reference: 'INV-00418',
        amount: '1,500.00',
        currency: 'kes',
        status: 'processing',
        method: 'mpesa',
        payerName: 'Amina W.',
        payerPhone: 254700000111,
        partnerId: new ObjectId('65f0000000000000000000aa'),
        shortcode: 600111,
        fleetId: 'fleet-1',
        route: 'R1',
        vehicle: 'KDA 001A',
        driver: 'Otieno',
        staff: 'Njeri',
        checkoutRequestId: 'ws_CO_1',
        mpesaReceipt: null,
        createdAt: new Date(1_000),
        updatedAt: '1970-01-01T00:00:02Z',
      },
      byDefault,
    );
    expect(read).toEqual({
      ok: true,
      value: {
        id: '65f000000000000000000001',
        reference: 'INV-00418',
        amountMinor: 150_000,
        currency: 'KES',
        status: 'processing',
        direction: 'in',
        method: 'mpesa',
        payerName: 'Amina W.',
        payerPhone: '254700000111',
        partnerId: '65f0000000000000000000aa',
        shortcode: '600111',
        fleetId: 'fleet-1',
        route: 'R1',
        vehicle: 'KDA 001A',
        driver: 'Otieno',
        staff: 'Njeri',
        checkoutRequestId: 'ws_CO_1',
        createdAt: 1_000,
        updatedAt: 2_000,
      },
    });
  });

  it('with the least is a payment in KES that comes in; what is absent has no member', () => {
    const read = readPayment(document(), byDefault);
    expect(read).toStrictEqual({
      ok: true,
      value: { id: 'pay-1', amountMinor: 150_000, currency: 'KES', status: 'processing', direction: 'in' },
    });
  });

  it.each([
    [
      'amount',
      document({ amount: 'soon' }),
      'expected an amount such as 1200, 1200.50 or 1,200.50, found "soon"',
    ],
    ['amount', document({ amount: undefined }), 'expected an amount, as a number or text, found nothing'],
    ['amount', document({ amount: -5 }), 'expected an amount that is not negative, found "-5"'],
    [
      'status',
      document({ status: 'paid' }),
      'expected one of pending, processing, completed, failed, expired, refunded, found "paid"',
    ],
    [
      'status',
      document({ status: 'constructor' }),
      'expected one of pending, processing, completed, failed, expired, refunded, found "constructor"',
    ],
    ['direction', document({ direction: 'sideways' }), 'expected in or out, found "sideways"'],
    [
      'createdAt',
      document({ createdAt: 'yesterday' }),
      'expected a date, or ISO 8601 text such as 2026-01-31T09:30:00Z, found "yesterday"',
    ],
    [
      'updatedAt',
      document({ updatedAt: {} }),
      'expected a date, or ISO 8601 text such as 2026-01-31T09:30:00Z, found a value of kind object',
    ],
    ['_id', document({ _id: { a: 1 } }), 'expected a string or an ObjectId, found a value of kind object'],
  ])('is refused by the name of its field: %s', (field, given, message) => {
    expect(readPayment(given, byDefault)).toEqual({
      ok: false,
      error: { kind: 'unreadable', field, message },
    });
  });

  it('without times is as old as its ObjectId', () => {
    const _id = new ObjectId('65f000000000000000000001');
    const madeAt = _id.getTimestamp().getTime();
    const createdAt = (own: object) => {
      const read = readPayment(document({ _id, ...own }), byDefault);
      return read.ok ? read.value.createdAt : read.error;
    };
    expect(createdAt({})).toBe(madeAt);
    expect(createdAt({ createdAt: new Date(5_000) })).toBe(5_000);
    expect(createdAt({ updatedAt: new Date(5_000) })).toBeUndefined();
  });

  it('keeps its id where it cannot be read', () => {
    expect(readEntry(document({ amount: '?' }), byDefault)).toMatchObject({
      id: 'pay-1',
      payment: { ok: false },
    });
  });
});

describe('a document with names of its own', () => {
  const theirs = z.parse(mongoSettings, {
    fields: {
      payments: { id: 'code', amount: 'money.total', payerPhone: 'payer.phones.main', status: 'state' },
    },
    statuses: { paid: 'completed', pending: 'processing' },
  });

  it('is read by its own paths and words', () => {
    const read = readPayment(
      {
        _id: 1,
        code: 'B-7',
        money: { total: '80' },
        payer: { phones: { main: '0700000111' } },
        state: 'paid',
      },
      theirs,
    );
    expect(read).toMatchObject({
      ok: true,
      value: { id: 'B-7', amountMinor: 8_000, payerPhone: '0700000111', status: 'completed' },
    });
  });

  it('may give one of our words another meaning, and keeps the others', () => {
    expect(readPayment({ code: 'x', money: { total: 1 }, state: 'pending' }, theirs)).toMatchObject({
      value: { status: 'processing' },
    });
    expect(readPayment({ code: 'x', money: { total: 1 }, state: 'failed' }, theirs)).toMatchObject({
      value: { status: 'failed' },
    });
  });

  it('is refused by its own names and words', () => {
    const read = readPayment({ code: 'x', money: { total: 1 }, state: 'lost' }, theirs);
    expect(read).toMatchObject({
      error: { field: 'state', message: expect.stringContaining('one of paid, pending, processing') },
    });
    expect(readPayment({ code: 'x', state: 'paid' }, theirs)).toMatchObject({
      error: { field: 'money.total' },
    });
  });
});

describe('settings', () => {
  it('refuse what they do not know, by name', () => {
    expect(z.safeParse(mongoSettings, { colections: {} }).error?.issues).toMatchObject([
      { keys: ['colections'] },
    ]);
    expect(z.safeParse(mongoSettings, { statuses: { paid: 'done' } }).success).toBe(false);
  });
});
