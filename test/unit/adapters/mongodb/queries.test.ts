import { describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import * as z from 'zod/mini';
import {
  changedFilter,
  cluesFilter,
  idValues,
  projectionOf,
} from '../../../../shared/adapters/mongodb/queries.ts';
import { mongoSettings } from '../../../../shared/adapters/mongodb/settings.ts';
import { wantedIndexes, wantedIndexOf } from '../../../../shared/adapters/mongodb/wanted-indexes.ts';
import { checkoutRequestId, paymentId, receipt, shortcode } from '../../../../shared/kernel/identifiers.ts';

const settings = z.parse(mongoSettings, { fields: { payments: { reference: 'invoice.number' } } });
const fields = settings.fields.payments;

describe('what is asked of MongoDB', () => {
  it('for an id: the text, and the ObjectId that prints so', () => {
    const hex = '65f000000000000000000001';
    expect(idValues(paymentId('INV-1'))).toEqual(['INV-1']);
    expect(idValues(paymentId(hex))).toEqual([hex, new ObjectId(hex)]);
    // One payment has one spelling of its id: an ObjectId prints in lower case.
    expect(idValues(paymentId('65F00000000000000000000A'))).toEqual(['65F00000000000000000000A']);
  });

  it('for clues: each in its field, the reference in its spellings and with its shortcode', () => {
    const filter = cluesFilter(
      {
        checkoutRequestIds: [checkoutRequestId('ws_CO_1')],
        receipt: receipt('UK1'),
        reference: ' inv-1',
        shortcodes: [shortcode('600111')],
      },
      fields,
    );
    expect(filter).toEqual({
      $or: [
        { checkoutRequestId: { $in: ['ws_CO_1'] } },
        { mpesaReceipt: { $in: ['UK1', 'uk1'] } },
        {
          'invoice.number': { $in: [' inv-1', 'inv-1', ' INV-1', 'INV-1'] },
          shortcode: { $in: ['600111', 600111, null, ''] },
        },
      ],
    });
  });

  it('for a reference of digits: as a number too, unless zeros lead', () => {
    const ofReference = (reference: string) => cluesFilter({ checkoutRequestIds: [], reference }, fields);
    expect(ofReference('418')).toEqual({ $or: [{ 'invoice.number': { $in: ['418', 418] } }] });
    expect(ofReference('000418')).toEqual({ $or: [{ 'invoice.number': { $in: ['000418'] } }] });
  });

  it('nothing, without clues', () => {
    expect(cluesFilter({ checkoutRequestIds: [], reference: '  ' }, fields)).toBeUndefined();
  });

  it('for changes: dates and ISO text, which MongoDB does not compare with each other', () => {
    const since = Date.parse('2026-01-31T09:30:00.250Z');
    expect(changedFilter(since, fields)).toEqual({
      $or: [
        { updatedAt: { $gte: new Date(since) } },
        { updatedAt: { $gte: '2026-01-31T09:30:00' } },
        { createdAt: { $gte: new Date(since) } },
        { createdAt: { $gte: '2026-01-31T09:30:00' } },
        { _id: { $gte: ObjectId.createFromTime(Math.floor(since / 1000)) } },
      ],
    });
  });

  it('only the mapped fields, and no path below one that is asked for', () => {
    expect(projectionOf(['_id', 'amount', 'amount.value', 'payer.phone'])).toEqual({
      _id: 1,
      amount: 1,
      'payer.phone': 1,
    });
  });

  it('is served by the indexes that are wanted', () => {
    expect(wantedIndexes(settings).map(({ keys }) => Object.keys(keys)[0])).toEqual([
      'checkoutRequestId',
      'mpesaReceipt',
      'invoice.number',
      'updatedAt',
      'createdAt',
    ]);
    expect(wantedIndexOf({ collection: 'sales', timeField: 'at.sold' })).toMatchObject({
      collection: 'sales',
      keys: { 'at.sold': 1 },
    });
    const ownId = z.parse(mongoSettings, { fields: { payments: { id: 'code' } } });
    expect(wantedIndexes(ownId)).toContainEqual({
      collection: 'payments',
      keys: { code: 1 },
      reason: 'to read one payment',
    });
  });
});
