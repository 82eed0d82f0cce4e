import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import { operatorBookings } from '../../../local/mpesa/operator-bookings.ts';
import type { PaymentDocument } from '../../../local/sample/booking.ts';
import { loadSample } from '../../../local/sample/load-sample.ts';
import { trades } from '../../../local/sample/partners.ts';
import { makeSample } from '../../../local/sample/sample.ts';
import { simulateCustomers } from '../../../local/sample/simulated-customers.ts';
import { serverUnderTest } from '../../contract/mongodb-server/server-under-test.ts';
import { aListing, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const server = serverUnderTest();
const names = { partners: 'our partners', payments: 'our payments', power: 'our power' };
const payments = () => server.db.collection<PaymentDocument>(names.payments);
const bookings = () => operatorBookings(server.db.collection(names.payments));

describe('the sample in the operator’s database', () => {
  it('takes the place of an earlier one, with the indexes that are looked up by', async () => {
    const now = Date.now();
    await loadSample(server.db, makeSample({ now, seed: 1 }), names);
    await loadSample(server.db, makeSample({ now }), names);
    expect(await payments().countDocuments()).toBe(2_000);
    expect(await server.db.collection(names.partners).countDocuments()).toBe(3);
    expect((await payments().indexes()).flatMap(({ key }) => Object.keys(key))).toEqual(
      expect.arrayContaining(['reference', 'checkoutRequestId', 'mpesaReceipt', 'updatedAt']),
    );
  });
});

describe('the operator’s own notes of a push', () => {
  it('go into the payment of that id, whether it is text or an ObjectId', async () => {
    const id = new ObjectId();
    await server.db.collection(names.payments).insertOne({ _id: id, status: 'pending' });
    await payments().insertOne({ _id: 'visit-x', status: 'pending' } as PaymentDocument);
    for (const one of [id.toHexString(), 'visit-x']) {
      expect(await bookings().exists(one)).toBe(true);
      await bookings().pushSent(one, `ws_CO_${one}`, 1_000);
    }
    expect(await payments().findOne({ _id: id })).toMatchObject({
      checkoutRequestId: `ws_CO_${id.toHexString()}`,
      status: 'processing',
      updatedAt: new Date(1_000),
    });
    expect(await payments().findOne({ _id: 'visit-x' })).toMatchObject({
      checkoutRequestId: 'ws_CO_visit-x',
    });
    expect(await bookings().exists('nobody')).toBe(false);
  });
});

describe('simulated customers', () => {
  it('book, pay one way or the other, and are noticed by the operator; a stop leaves none running', async () => {
    await payments().deleteMany({});
    const mpesa = await simulatedMpesa();
    mpesa.listed.splice(0);
    for (const { partner } of trades) {
      mpesa.listed.push(...partner.shortcodes.map((one) => aListing({ ...one, partnerId: partner._id })));
    }
    const warnings: string[] = [];
    const customers = simulateCustomers({
      payments: payments(),
      bookings: bookings(),
      directory: mpesa.simulator.directory,
      customers: mpesa.simulator.customers,
      everyMs: 20,
      seed: 5,
      warn: (message) => warnings.push(message),
    });
    const byStatus = async (status: PaymentDocument['status']) => payments().countDocuments({ status });
    const enough = async () =>
      (await payments().countDocuments()) > 20 &&
      (await byStatus('completed')) > 10 &&
      (await byStatus('failed')) > 0 &&
      mpesa.received.filter(({ path }) => path.endsWith('/stk')).length > 5 &&
      mpesa.received.filter(({ path }) => path.endsWith('/c2b/confirmation')).length > 5;
    for (const deadline = Date.now() + 40_000; !(await enough()) && Date.now() < deadline; ) await pause(100);
    await customers.stop();
    const count = await payments().countDocuments();

    expect(warnings).toEqual([]);
    expect(count).toBeGreaterThan(20);
    expect(await byStatus('completed')).toBeGreaterThan(10);
    expect(await byStatus('failed')).toBeGreaterThan(0);
    expect((await mpesa.at('stk')).length).toBeGreaterThan(5);
    expect((await mpesa.at('c2b/confirmation')).length).toBeGreaterThan(5);
    await pause(100);
    expect(await payments().countDocuments()).toBe(count);
    await mpesa.close();
  });
});
