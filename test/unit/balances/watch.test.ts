import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../shared/kernel/canonical-json.ts';
import { partnerId } from '../../../shared/kernel/identifiers.ts';
import { minutes, seconds } from '../../../shared/kernel/time.ts';
import { aBalance, aRefusal, balanceWatch } from '../../support/balance-watch.ts';
import { aConfig, acme, noon, paybill } from '../../support/builders/balances.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';

let watch: ReturnType<typeof balanceWatch>;
const config = aConfig({ low_balance_threshold: 1000 });

beforeEach(async () => {
  watch = balanceWatch();
  await watch.configs.save(config);
});

/** One poll, from the schedule to the question; ends with the check's id. */
async function poll(): Promise<string> {
  watch.pass(minutes(15));
  await watch.schedule();
  expect(await watch.ask()).toEqual(['asked']);
  return watch.lastAsked();
}

const checkOf = async (id: string) => await watch.checks.get(id);
const told = async () =>
  (await watch.facts()).map((fact) => (fact.type === 'balance.alerted' ? fact.data.alertType : fact.type));

describe('a walk of readings', () => {
  it('gives one low alert at 1,000, on the crossing, and one recovery', async () => {
    for (const amount of ['1200.00', '1000.00', '990.00', '980.00', '1300.00']) {
      const id = await poll();
      watch.pass(seconds(3));
      expect(await watch.post(id, aBalance(amount, watch.now() - seconds(1)))).toBe('accepted');
    }
    expect(await told()).toEqual(['low_balance', 'balance_recovery']);
    const [low] = await watch.facts();
    expect(low).toMatchObject({
      data: {
        alertType: 'low_balance',
        severity: 'critical',
        balanceMinor: 100_000,
        previousBalanceMinor: 120_000,
        lowBalanceThresholdMinor: 100_000,
        slack: { webhook: { secretId: 'salio/test/partners/acme', path: 'slackWebhooks.all' } },
      },
    });
    const { alerts } = await watch.checks.alerts({ active: true }, { limit: 10 });
    expect(alerts).toEqual([]);
  });

  it('tells nobody in Slack what they do not want to hear, and records it all the same', async () => {
    await watch.configs.save(
      aConfig({ low_balance_threshold: 1000, notify_on_low_balance: false }, { version: 2 }),
    );
    await watch.post(await poll(), aBalance('10.00', watch.now()));
    const [fact] = await watch.facts();
    expect(fact).toMatchObject({ type: 'balance.alerted' });
    expect(fact?.data).not.toHaveProperty('slack');
  });
});

describe('an answer', () => {
  it('is recorded with change, share and all accounts', async () => {
    await watch.post(await poll(), aBalance('1200.00', watch.now()));
    const id = await poll();
    await watch.post(id, aBalance('900.00', watch.now()));
    expect(await checkOf(id)).toMatchObject({
      status: 'success',
      balanceMinor: 90_000,
      previousBalanceMinor: 120_000,
      changeMinor: -30_000,
      changeHundredths: -2500,
      alertTypes: ['low_balance'],
      completedAt: watch.now(),
      accounts: [expect.objectContaining({ name: 'Utility Account', isConsistent: true })],
    });
  });

  it('is stored and never judged when it is older than what is known', async () => {
    const early = await poll();
    const earlyAt = watch.now();
    const late = await poll();
    await watch.post(late, aBalance('5000.00', watch.now()));
    await watch.post(early, aBalance('10.00', earlyAt));
    expect(await told()).toEqual([]);
    expect(await checkOf(early)).toMatchObject({ status: 'success', balanceMinor: 1000, alertTypes: [] });
    // It is the one before the next all the same.
    const next = await poll();
    await watch.post(next, aBalance('6000.00', watch.now()));
    expect(await checkOf(next)).toMatchObject({ previousBalanceMinor: 500_000 });
  });

  it('of the same second is judged only if it was asked for after the other was here', async () => {
    const first = await poll();
    const at = watch.now();
    await watch.post(first, aBalance('1200.00', at));
    const { queued } = { queued: await watch.schedule() };
    expect(queued.requested).toBe(0);
    watch.pass(300);
    const check = { ...(await checkOf(first)), id: `600111-${watch.now()}-0000aaaa` };
    const again = {
      ...check,
      status: 'requested',
      requestedAt: watch.now(),
      alertTypes: [],
      version: 1,
    } as const;
    await watch.checks.open(again as never);
    await watch.requests.send([{ checkId: again.id }]);
    await watch.ask();
    await watch.post(again.id, aBalance('900.00', at));
    expect(await told()).toEqual(['low_balance']);
  });

  it('that comes after a timeout replaces it', async () => {
    const id = await poll();
    expect(await watch.post(id, darajaFixture('balance-timeout'), 'timeout')).toBe('accepted');
    expect(await checkOf(id)).toMatchObject({ status: 'timeout' });
    expect(await checkOf(id)).not.toHaveProperty('balanceMinor');
    await watch.post(id, aBalance('700.00', watch.now()));
    expect(await checkOf(id)).toMatchObject({ status: 'success', balanceMinor: 70_000 });
    expect(await checkOf(id)).not.toHaveProperty('code');
    expect(await told()).toEqual(['low_balance']);
    await watch.post(id, darajaFixture('balance-timeout'), 'timeout');
    expect(await checkOf(id)).toMatchObject({ status: 'success' });
  });

  it('that never comes is a timeout after five minutes, by the schedule', async () => {
    const id = await poll();
    watch.pass(minutes(5) - 1);
    expect((await watch.schedule()).timedOut).toBe(0);
    watch.pass(1);
    expect((await watch.schedule()).timedOut).toBe(1);
    expect(await checkOf(id)).toMatchObject({ status: 'timeout' });
    await watch.post(id, aBalance('5000.00', watch.now()));
    expect(await checkOf(id)).toMatchObject({ status: 'success' });
  });

  it.each([
    ['without the configured account', aBalance('5.00', noon, 'Working Account'), 'account_missing'],
    ['without any account', { Result: { ResultCode: '0' } }, 'account_missing'],
    ['that refuses', aRefusal('17'), '17'],
  ])('%s is an error, and no reading', async (_, body, code) => {
    await watch.post(await poll(), aBalance('1200.00', watch.now()));
    const id = await poll();
    await watch.post(id, body);
    expect(await checkOf(id)).toMatchObject({ status: 'error', code });
    expect(await checkOf(id)).not.toHaveProperty('balanceMinor');
    expect(await told()).toEqual([]);
    const next = await poll();
    await watch.post(next, aBalance('1100.00', watch.now()));
    expect(await checkOf(next)).toMatchObject({ previousBalanceMinor: 120_000 });
  });

  it('of an unknown id, or under another partner’s token, goes to quarantine without its credential', async () => {
    const id = await poll();
    const other = 'b'.repeat(48);
    watch.hooks.set(sha256(other), { partnerId: partnerId('bora'), shortcode: paybill });
    expect(await watch.post('600111-1700000000000-00000000', aBalance('1.00', noon))).toBe('unknown_request');
    expect(await watch.post(id, aBalance('1.00', noon), 'result', other)).toBe('request_mismatch');
    expect(await watch.post('x', darajaFixture('balance-timeout'), 'timeout')).toBe('unknown_request');
    expect(await watch.post(id, aBalance('1.00', noon), 'result', 'c'.repeat(48))).toBe('unknown_token');
    expect(await checkOf(id)).toMatchObject({ status: 'asked' });
    const kept = await Promise.all(
      (await watch.quarantine.list({ limit: 10 })).map(({ id: name }) => watch.quarantine.get(name)),
    );
    expect(kept).toHaveLength(4);
    expect(JSON.stringify(kept)).not.toContain('aW52ZW50ZWQtY3JlZGVudGlhbC1ub3QtcmVhbA');
  });
});

describe('answers in any order, any number of times', () => {
  it('leave every reading once, and low and recovery in turns', async () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 6 });
    const disorder = fc.infiniteStream(fc.integer({ min: 0, max: 1_000 }));
    await fc.assert(
      fc.asyncProperty(amounts, disorder, async (balances, order) => {
        watch = balanceWatch();
        await watch.configs.save(config);
        const answers: { id: string; minor: number; at: number; rank: number }[] = [];
        for (const minor of balances) {
          const answer = { id: await poll(), minor, at: watch.now() };
          for (let copy = 0; copy < 2; copy++) answers.push({ ...answer, rank: order.next().value ?? 0 });
        }
        for (const { id, minor, at } of answers.toSorted((a, b) => a.rank - b.rank))
          await watch.post(id, aBalance((minor / 100).toFixed(2), at));
        const { checks } = await watch.checks.list(
          { shortcode: paybill, from: 0, to: watch.now() },
          { limit: 50 },
        );
        expect(checks.map(({ balanceMinor }) => balanceMinor).toReversed()).toEqual(balances);
        (await told()).forEach((type, position) => {
          expect(type).toBe(position % 2 === 0 ? 'low_balance' : 'balance_recovery');
        });
        const { state } = await watch.checks.standing(paybill, watch.now());
        // The newest reading is always judged: an alert is open exactly while the balance is low.
        expect(state.openLow !== undefined).toBe((balances.at(-1) ?? 0) <= 100_000);
        expect(state.latest?.completedAt).toBe(Math.max(...answers.map(({ at }) => at)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a changed row', () => {
  it('judges by another account as by a new one', async () => {
    await watch.post(await poll(), aBalance('10.00', watch.now()));
    await watch.configs.save(
      aConfig({ low_balance_threshold: 1000, account: 'Working Account' }, { version: 2 }),
    );
    await watch.post(await poll(), aBalance('20.00', watch.now(), 'Working Account'));
    expect(await told()).toEqual(['low_balance', 'low_balance']);
    const { alerts } = await watch.checks.alerts({ active: true }, { limit: 10 });
    expect(alerts.map(({ account }) => account)).toEqual(['Working Account']);
    expect((await watch.configs.ofPartner(acme)).length).toBe(1);
  });
});
