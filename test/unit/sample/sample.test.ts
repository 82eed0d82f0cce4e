import { describe, expect, it, jest } from '@jest/globals';
import { makeSample } from '../../../local/sample/sample.ts';
import { runOf } from '../../support/sample-run.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const minutes = 60_000;
const sample = makeSample({ now });

describe('the sample', () => {
  it('is the same for the same time and seed, and another for another seed', () => {
    expect(JSON.stringify(makeSample({ now }))).toBe(JSON.stringify(sample));
    expect(JSON.stringify(makeSample({ now, seed: 1 }))).not.toBe(JSON.stringify(sample));
  });

  it('has three partners, five shortcodes and 2,000 payments over two days before now', () => {
    expect(sample.partners).toHaveLength(3);
    expect(sample.partners.flatMap(({ shortcodes }) => shortcodes)).toHaveLength(5);
    expect(sample.payments).toHaveLength(2_000);
    const times = sample.payments.map(({ createdAt }) => new Date(createdAt).getTime());
    expect(Math.min(...times)).toBeGreaterThan(now - 49 * 60 * minutes);
    expect(Math.max(...times)).toBeLessThan(now);
  });

  it('is busy in the rush hours of East Africa and asleep at night', () => {
    const perHour = Array.from({ length: 24 }, () => 0);
    for (const { createdAt } of sample.payments) {
      const hour = (new Date(createdAt).getUTCHours() + 3) % 24;
      perHour[hour] = (perHour[hour] ?? 0) + 1;
    }
    expect(perHour[2]).toBe(0);
    expect(perHour[18]).toBeGreaterThan(3 * (perHour[21] ?? 0));
  });

  it('never uses an id, a receipt or a CheckoutRequestID twice', () => {
    const all = [
      ...sample.payments.map(({ _id }) => String(_id)),
      ...sample.history.paid.map(({ receipt }) => receipt),
      ...sample.history.pushes.map(({ checkoutRequestId }) => checkoutRequestId),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('keeps away from the ages at which a decision changes by itself, for ten minutes', () => {
    const ages = sample.payments.map(({ createdAt }) => now - new Date(createdAt).getTime());
    expect(ages.filter((age) => age > 5 * minutes && age < 25 * minutes)).toEqual([]);
    const paidAges = sample.history.paid.map(({ at }) => now - at);
    expect(paidAges.filter((age) => age > 5 * minutes && age < 20 * minutes)).toEqual([]);
  });

  it('posts some callbacks twice and some after later ones', () => {
    const bodies = sample.plays.map(({ body }) => body);
    expect(bodies.length - new Set(bodies).size).toBeGreaterThan(50);
    const late = sample.plays.filter(({ at }, n) => at < (sample.plays[n - 1]?.at ?? 0));
    expect(late.length).toBeGreaterThan(100);
  });
});

describe('what the sample expects', () => {
  jest.setTimeout(120_000);

  const check = async (run: Awaited<ReturnType<typeof runOf>>) => {
    expect(run.unreadable).toEqual([]);
    expect(await run.outcomes()).toEqual(
      sample.expected.payments.map(({ id, story, status, issues }) => ({ id, story, status, issues })),
    );
    expect(await run.fates()).toEqual(
      sample.expected.transactions.map(({ receipt, fate }) => ({
        receipt,
        heard: true,
        given: fate === 'matched',
      })),
    );
    expect(await run.quarantined()).toEqual(sample.expected.quarantined);
  };

  it('is what is decided when the payments were seen before the callbacks came', async () => {
    const run = await runOf(sample, now);
    await run.reconcileAll();
    await run.post(sample.plays);
    await check(run);
  });

  it('is what is decided when the callbacks came backwards, and before the payments were seen', async () => {
    const run = await runOf(sample, now);
    await run.post(sample.plays.toReversed());
    await run.reconcileAll();
    await check(run);
  });

  it('still holds when ten minutes have passed', async () => {
    const run = await runOf(sample, now);
    await run.post(sample.plays);
    run.passTime(10 * minutes);
    await run.reconcileAll();
    await check(run);
  });
});
