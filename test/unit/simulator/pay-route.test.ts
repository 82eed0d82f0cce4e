import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { aListing, type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const pay = {
  shortcode: '600111',
  reference: 'INV-00418',
  amount: 1500,
  phone: '0700000111',
  channel: 'c2b',
};

describe('POST /local/mpesa/pay', () => {
  let mpesa: SimulatedMpesa;
  const post = (body: unknown) => mpesa.local('POST', '/local/mpesa/pay', body);
  const errorsOf = async (body: unknown) => {
    const { status, body: problem } = await post(body);
    expect(status).toBe(422);
    return (problem as { errors: { field: string; message: string }[] }).errors.map(({ field }) => field);
  };

  beforeEach(async () => {
    mpesa = await simulatedMpesa();
  });
  afterEach(() => mpesa.close());

  it('has the payment validated, then confirmed with the same receipt at the shortcode’s own URL', async () => {
    const { status, body } = await post(pay);
    expect(status).toBe(200);
    const { receipt } = body as { receipt: string };
    expect(receipt).toMatch(/^[A-Z][A-L][1-9A-V][0-9A-Z]{7}$/);

    const [validation] = await mpesa.at('c2b/validation');
    const [confirmation] = await mpesa.at('c2b/confirmation');
    expect(validation?.body).toMatchObject({ TransID: receipt, OrgAccountBalance: '' });
    expect(confirmation?.body).toMatchObject({
      TransactionType: 'Pay Bill',
      TransID: receipt,
      TransAmount: '1500.00',
      BusinessShortCode: '600111',
      BillRefNumber: 'INV-00418',
      MSISDN: '2547 ***** 111',
    });
    expect(confirmation?.path).toMatch(/^\/hooks\/[0-9a-f]{48}\/c2b\/confirmation$/);
  });

  it('keeps the balance of the shortcode', async () => {
    await post({ ...pay, amount: '1,000.50' });
    await post({ ...pay, amount: 200 });
    const balances = (await mpesa.at('c2b/confirmation')).map(({ body }) => Number(body.OrgAccountBalance));
    expect(Math.abs((balances[1] ?? 0) - (balances[0] ?? 0))).toBeCloseTo(200, 2);
  });

  it('moves no money when validation refuses, and moves it when validation does not answer', async () => {
    mpesa.validation = { status: 200, body: { ResultCode: 'C2B00012', ResultDesc: 'Rejected' } };
    expect((await post(pay)).body).toEqual({ accepted: false, result_code: 'C2B00012' });
    expect(await mpesa.at('c2b/confirmation')).toEqual([]);

    mpesa.validation = { status: 500, body: {} };
    expect((await post(pay)).body).toMatchObject({ accepted: true });
    expect(await mpesa.at('c2b/confirmation')).toHaveLength(1);
  });

  it('gives the hash of the number, and no reference, for a till', async () => {
    mpesa.listed.push(aListing({ shortcode: '9000111', kind: 'till' }));
    await post({ ...pay, shortcode: '9000111', reference: '' });
    const [confirmation] = await mpesa.at('c2b/confirmation');
    expect(confirmation?.body).toMatchObject({
      TransactionType: 'Customer Merchant Payment',
      BillRefNumber: '',
      MSISDN: '2b88b4c9403f73fe9c66a15c34d96e4e91eaa6777374210716ca2b3f2bddc1ff',
    });
  });

  it('writes the push into the operator’s payment before its callback, and tells of it by STK and C2B', async () => {
    const { body } = await post({ ...pay, channel: 'stk', payment_id: 'payment-1' });
    const answer = body as { accepted: boolean; receipt: string; checkout_request_id: string };
    expect(answer.accepted).toBe(true);
    expect(answer.checkout_request_id).toMatch(/^ws_CO_\d+\*{9}$/);

    const [callback] = await mpesa.at('stk');
    const [confirmation] = await mpesa.at('c2b/confirmation');
    const told = parseNotices('stk', callback?.body, { hookShortcode: shortcode('600111') });
    expect(told.ok && told.value[0]).toMatchObject({
      receipt: answer.receipt,
      amountMinor: 150_000,
      phone: { clear: '254700000111' },
      checkoutRequestId: mpesa.pushes.get('payment-1'),
    });
    expect(confirmation?.body.TransID).toBe(answer.receipt);
  });

  it.each([
    ['cancelled', 1032],
    ['insufficient_funds', 1],
    ['no_answer', 1037],
    ['wrong_pin', 2001],
    ['1019', 1019],
  ])('ends a push in %s with that code and without money', async (outcome, code) => {
    const { body } = await post({ ...pay, channel: 'stk', outcome });
    expect(body).toMatchObject({ accepted: false, result_code: String(code) });
    const [callback] = await mpesa.at('stk');
    expect(callback?.body).toMatchObject({ Body: { stkCallback: { ResultCode: code } } });
    expect(JSON.stringify(callback?.body)).not.toContain('CallbackMetadata');
    expect(await mpesa.at('c2b/confirmation')).toEqual([]);
  });

  it('names every bad field', async () => {
    expect(
      await errorsOf({
        shortcode: 'abc',
        amount: -1,
        phone: '12',
        channel: 'card',
        outcome: 'maybe',
        tip: 1,
      }),
    ).toEqual(
      expect.arrayContaining(['shortcode', 'reference', 'amount', 'phone', 'channel', 'outcome', 'tip']),
    );
    expect(await errorsOf({ ...pay, shortcode: '600999' })).toEqual(['shortcode']);
    expect(await errorsOf({ ...pay, channel: 'stk', payment_id: 'nobody' })).toEqual(['payment_id']);
    expect(await errorsOf('hello')).toEqual(['']);
  });
});
