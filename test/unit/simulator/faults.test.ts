import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const pay = { shortcode: '600111', reference: 'INV-1', amount: 100, phone: '254700000111', channel: 'c2b' };

describe('PUT /local/mpesa/faults', () => {
  let mpesa: SimulatedMpesa;
  const faults = (body: unknown) => mpesa.local('PUT', '/local/mpesa/faults', body);
  const post = (body: unknown = pay) => mpesa.local('POST', '/local/mpesa/pay', body);
  const receipts = async () => (await mpesa.at('c2b/confirmation')).map(({ body }) => body.TransID);

  beforeEach(async () => {
    mpesa = await simulatedMpesa({ seed: 7 });
  });
  afterEach(() => mpesa.close());

  it('sends twice, or never, what the share says', async () => {
    await faults({ duplicate: 1 });
    await post();
    expect(await receipts()).toHaveLength(2);
    await faults({ drop: 1 });
    await post();
    expect(await receipts()).toHaveLength(2);
  });

  it('is healed by an empty body', async () => {
    await faults({ drop: 1, delay_ms: 60_000 });
    expect((await faults({})).body).toMatchObject({ drop: 0, delay_ms: 0, token_expired: false });
    await post();
    expect(await receipts()).toHaveLength(1);
  });

  it('drops the same ones in every run of the same seed', async () => {
    const run = async (one: SimulatedMpesa) => {
      await one.local('PUT', '/local/mpesa/faults', { drop: 0.5 });
      for (let n = 0; n < 20; n++)
        await one.local('POST', '/local/mpesa/pay', { ...pay, reference: `INV-${n}` });
      return (await one.at('c2b/confirmation')).map(({ body }) => body.BillRefNumber).sort();
    };
    const again = await simulatedMpesa({ seed: 7 });
    const [first, second] = [await run(mpesa), await run(again)];
    await again.close();
    expect(first).toEqual(second);
    expect(first.length).toBeGreaterThan(2);
    expect(first.length).toBeLessThan(18);
  });

  it('lets callbacks overtake one another', async () => {
    await faults({ reorder: true });
    for (let n = 0; n < 12; n++) await post({ ...pay, reference: `INV-${n}` });
    const order = (await mpesa.at('c2b/confirmation')).map(({ body }) => body.BillRefNumber);
    expect(order).toHaveLength(12);
    expect(order).not.toEqual(
      order.toSorted((a, b) => Number(String(a).slice(4)) - Number(String(b).slice(4))),
    );
  });

  it('delays callbacks', async () => {
    await faults({ delay_ms: 200 });
    const startedAt = Date.now();
    await post();
    await receipts();
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(190);
  });

  it('ends every push with the given code, unless the customer’s outcome is given', async () => {
    await faults({ result_code: { stk: 1032 } });
    expect((await post({ ...pay, channel: 'stk' })).body).toMatchObject({ result_code: '1032' });
    expect((await post({ ...pay, channel: 'stk', outcome: 'success' })).body).toMatchObject({
      accepted: true,
    });
  });

  it('keeps quiet about C2B payments when they time out, though the money has moved', async () => {
    await faults({ timeout: ['c2b'] });
    const { body } = await post();
    expect(await receipts()).toEqual([]);
    expect(mpesa.simulator.ledger.paid((body as { receipt: string }).receipt)).toMatchObject({
      amountMinor: 10_000,
    });
  });

  it.each([
    [{ duplicate: 1.1 }, 'duplicate'],
    [{ drop: '0.5' }, 'drop'],
    [{ delay_ms: -1 }, 'delay_ms'],
    [{ throttle: -0.1 }, 'throttle'],
    [{ timeout: ['airtime'] }, 'timeout.0'],
    [{ result_code: { airtime: '1' } }, 'result_code.airtime'],
    [{ slow: true }, 'slow'],
    [[], ''],
  ])('refuses %j by name', async (body, field) => {
    const answer = await faults(body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });
});
