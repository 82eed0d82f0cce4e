import { describe, expect, it } from '@jest/globals';
import { checkNow } from '../../../shared/balances/check-now.ts';
import { coverage, watchedAccount } from '../../../shared/balances/coverage.ts';
import { nextDueAt } from '../../../shared/balances/poll.ts';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { minutes, seconds } from '../../../shared/kernel/time.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import { aBalance, aRefusal, balanceWatch, listedTwice } from '../../support/balance-watch.ts';
import {
  aConfig,
  acme,
  aListedShortcode,
  aPoll,
  noon,
  paybill,
  till,
} from '../../support/builders/balances.ts';

describe('which row speaks for a shortcode', () => {
  const covered = (...configs: Parameters<typeof coverage>[0]) =>
    coverage(configs, listedTwice).map(({ listed, config }) => [listed.shortcode, config.shortcode ?? 'all']);
  const all = aConfig();
  const own = aConfig({}, { shortcode: paybill });

  it('is its own before the one for all; without any it is not polled', () => {
    expect(covered()).toEqual([]);
    expect(covered(all)).toEqual([
      [paybill, 'all'],
      [till, 'all'],
    ]);
    expect(covered(own)).toEqual([[paybill, paybill]]);
    expect(covered(all, own)).toEqual([
      [paybill, paybill],
      [till, 'all'],
    ]);
    expect(covered(all, { ...own, isEnabled: false })).toEqual([[till, 'all']]);
    expect(covered({ ...all, partnerId: partnerId('bora') })).toEqual([]);
  });

  it('watches what payers fill unless it says otherwise', () => {
    expect(watchedAccount(all, 'paybill')).toBe('Utility Account');
    expect(watchedAccount(all, 'till')).toBe('Merchant Account');
    expect(watchedAccount(aConfig({ account: 'Working Account' }), 'till')).toBe('Working Account');
  });
});

describe('when a poll is due', () => {
  it.each([
    ['on its time', 7, 0, 7],
    ['late by a minute', 7, 1, 7],
    ['as late as its interval', 7, 7, 14],
    ['after a long silence', 7, 100, 105],
  ])('%s: a whole number of intervals later', (_, intervalMinutes, lateMinutes, expected) => {
    const poll = aPoll({ intervalMinutes });
    expect(nextDueAt(poll, noon + minutes(lateMinutes))).toBe(noon + minutes(expected));
  });

  it('comes round every seven minutes, however often the schedule fires', async () => {
    const watch = balanceWatch();
    await watch.configs.save(aConfig({ check_interval_minutes: 7 }));
    const requested: number[] = [];
    for (let minute = 0; minute <= 30; minute++) {
      const runs = [await watch.schedule(), await watch.schedule()];
      if (runs.some((run) => run.requested > 0)) requested.push(minute);
      expect(runs[1]?.requested).toBe(0);
      watch.pass(minutes(1));
    }
    expect(requested).toEqual([0, 7, 14, 21, 28]);
  });

  it('ends with the row, or with the partner', async () => {
    const listed = [...listedTwice];
    const watch = balanceWatch(listed);
    const row = aConfig();
    await watch.configs.save(row);
    expect((await watch.schedule()).requested).toBe(2);
    listed.pop();
    watch.pass(minutes(15));
    expect((await watch.schedule()).requested).toBe(1);
    await watch.configs.remove(row, watch.now());
    watch.pass(minutes(15));
    expect((await watch.schedule()).requested).toBe(0);
    expect(await watch.polls.ofPartner(acme)).toEqual([]);
  });

  it('stays as it was while the operator’s database does not answer', async () => {
    const watch = balanceWatch();
    await watch.configs.save(aConfig());
    await watch.schedule();
    watch.directory.shortcodes = async () => {
      throw new Unavailable('MongoDB: no answer');
    };
    watch.pass(minutes(15));
    expect((await watch.schedule()).requested).toBe(1);
  });

  it('follows a shorter interval at once', async () => {
    const watch = balanceWatch();
    await watch.configs.save(aConfig({ check_interval_minutes: 1440 }));
    await watch.schedule();
    await watch.configs.save(aConfig({ check_interval_minutes: 5 }, { version: 2, changedAt: watch.now() }));
    await watch.schedule();
    watch.pass(minutes(5));
    expect((await watch.schedule()).requested).toBe(1);
  });

  it('spreads many that begin together over their interval, and those of one minute over seconds', async () => {
    const listed = Array.from({ length: 600 }, (_, n) =>
      aListedShortcode({ shortcode: shortcode(String(700_000 + n)) }),
    );
    const watch = balanceWatch(listed);
    await watch.configs.save(aConfig());
    const byMinute: number[] = [];
    for (let minute = 0; minute < 15; minute++) {
      byMinute.push((await watch.schedule()).requested);
      watch.pass(minutes(1));
    }
    expect(byMinute.reduce((sum, count) => sum + count)).toBe(600);
    expect(Math.max(...byMinute)).toBeLessThanOrEqual(60);
    expect(new Set(watch.requests.sent.map(({ delaySeconds }) => delaySeconds)).size).toBeGreaterThan(1);
  });
});

describe('a question', () => {
  const asking = async () => {
    const watch = balanceWatch();
    await watch.configs.save(aConfig());
    await watch.schedule();
    return watch;
  };

  it('is asked once, however often its message comes', async () => {
    const watch = await asking();
    const [request] = watch.requests.take();
    for (let copy = 0; copy < 3; copy++) await watch.requests.send(request ? [request] : []);
    expect((await watch.ask()).toSorted()).toEqual(['asked', 'nothing_to_ask', 'nothing_to_ask']);
    expect(watch.asked).toHaveLength(1);
  });

  it('is sent again with a delay when M-Pesa throttles, and asked then', async () => {
    const watch = await asking();
    watch.mpesa.answer = { kind: 'throttled', retryAfterSeconds: 17 };
    expect(await watch.ask()).toEqual(['throttled']);
    expect(watch.requests.sent).toMatchObject([{ delaySeconds: 17 }]);
    watch.mpesa.answer = { kind: 'asked', conversationId: 'AG_2' };
    expect(await watch.ask()).toEqual(['asked']);
  });

  it('is given up after a quarter of an hour that M-Pesa is not reached', async () => {
    const watch = await asking();
    watch.mpesa.answer = { kind: 'unreachable', message: 'no answer' };
    const seen: string[] = [];
    for (let tries = 0; tries < 60; tries++) {
      seen.push(...(await watch.ask()));
      watch.pass(seconds(20));
    }
    expect(new Set(seen)).toEqual(new Set(['unreachable', 'given_up']));
    expect(seen.at(-1)).toBe('given_up');
    const { checks } = await watch.checks.list({ from: 0, to: watch.now() }, { limit: 5 });
    expect(checks).toMatchObject([{ status: 'timeout' }]);
  });

  it('is sent again when a crash lost its message', async () => {
    const watch = await asking();
    watch.requests.take();
    watch.pass(minutes(5));
    await watch.schedule();
    expect(await watch.ask()).toEqual(['asked']);
  });

  it('that M-Pesa has no product for stops that shortcode alone', async () => {
    const watch = balanceWatch(listedTwice);
    await watch.configs.save(aConfig());
    await watch.schedule();
    watch.mpesa.answer = { kind: 'refused', code: '401.003.01', message: 'no apiproduct match found' };
    const [first, second] = watch.requests.take();
    await watch.requests.send(first ? [first] : []);
    expect(await watch.ask()).toEqual(['refused']);
    const polls = await watch.polls.ofPartner(acme);
    expect(polls.map(({ stopped }) => stopped?.code)).toEqual(['401.003.01', undefined]);
    expect(await watch.facts()).toMatchObject([
      {
        type: 'balance.polling_stopped',
        data: { scope: 'shortcode', shortcodes: [paybill], code: '401.003.01' },
      },
    ]);
    watch.mpesa.answer = { kind: 'asked', conversationId: 'AG_3' };
    await watch.requests.send(second ? [second] : []);
    expect(await watch.ask()).toEqual(['asked']);
    watch.pass(minutes(60));
    expect((await watch.schedule()).requested).toBe(1);
    expect(await watch.resume(paybill)).toEqual([paybill]);
    expect((await watch.schedule()).requested).toBe(1);
  });

  it('answered with 21 stops that shortcode alone', async () => {
    const watch = balanceWatch(listedTwice);
    await watch.configs.save(aConfig());
    await watch.schedule();
    await watch.ask();
    await watch.post(watch.lastAsked(), aRefusal('21'));
    const polls = await watch.polls.ofPartner(acme);
    expect(polls.map(({ stopped }) => stopped?.scope)).toEqual(['shortcode', undefined]);
  });
});

describe('a check by hand', () => {
  it('asks for one shortcode, or for all, and leaves their own times alone', async () => {
    const watch = balanceWatch(listedTwice);
    await watch.configs.save(aConfig());
    await watch.schedule();
    watch.requests.take();
    const before = await watch.polls.ofPartner(acme);
    const one = await checkNow(watch, { shortcode: till, by: 'amina' });
    expect(one?.queued.map((check) => [check.shortcode, check.by])).toEqual([[till, 'amina']]);
    expect((await checkNow(watch, { by: 'amina' }))?.queued).toHaveLength(2);
    expect(await checkNow(watch, { shortcode: shortcode('1'), by: 'amina' })).toBeUndefined();
    expect(await watch.polls.ofPartner(acme)).toEqual(before);
    await watch.ask();
    expect(await watch.post(watch.lastAsked(), aBalance('1.00', watch.now()))).toBe('accepted');
  });
});
