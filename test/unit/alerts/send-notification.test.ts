import { describe, expect, it } from '@jest/globals';
import type { SlackAnswer } from '../../../shared/alerts/slack-sender.ts';
import {
  aBalanceAlert,
  aDestination,
  aDiscrepancy,
  anUnmatchedReceipt,
  aPollingStop,
} from '../../support/builders/a-fact.ts';
import { notificationStack, type Shown } from '../../support/notification-stack.ts';

const finance = aDestination({ channel: '#finance' });
const settings = { groupSeconds: 30, intervalSeconds: 120, discrepancies: finance };
const alerts = (count: number, channel = '#mpesa-alerts') =>
  Array.from({ length: count }, (_, at) =>
    aBalanceAlert({ slack: aDestination({ channel }) }, `balance/${channel}-${at}`),
  );

const gaps = (shown: readonly Shown[]): readonly number[] =>
  shown.slice(1).map(({ at }, index) => at - (shown[index]?.at ?? 0));

const answering = (...answers: readonly SlackAnswer[]) => {
  const left = [...answers];
  return (): SlackAnswer => left.shift() ?? { kind: 'sent' };
};

describe('a fact', () => {
  it('is told once to each destination, however often it comes', async () => {
    const stack = notificationStack();
    const stop = aPollingStop({
      slack: [
        aDestination({ channel: '#a' }),
        aDestination({ channel: '#b' }),
        aDestination({ channel: '#a' }),
      ],
    });
    stack.put(stop, stop);
    await stack.drain();
    stack.put(stop);
    await stack.drain();
    expect(stack.shown.map(({ channel }) => channel).sort()).toEqual(['#a', '#b']);
  });

  it('without anybody to tell is done at once', async () => {
    const stack = notificationStack();
    const { slack, ...silent } = aBalanceAlert().data;
    stack.put(
      { ...aBalanceAlert(), data: silent },
      aDiscrepancy(),
      anUnmatchedReceipt(),
      aPollingStop({ slack: [] }),
    );
    await stack.drain();
    expect(stack.outcomes).toEqual(Array(4).fill('nobody_to_tell'));
    expect(slack).toBeDefined();
  });

  it.each([
    ['no JSON', 'no JSON'],
    ['of no known type', JSON.stringify({ ...aBalanceAlert(), type: 'balance.guessed' })],
    ['of another shape', JSON.stringify({ ...aBalanceAlert(), data: {} })],
  ])('that is %s is put aside', async (_, body) => {
    const stack = notificationStack();
    expect(await stack.handle({ body, waitingSince: 0 })).toBe('put_aside');
    expect(stack.aside).toEqual([{ body, reason: 'it is no fact that people are told of' }]);
  });

  it.each([
    ['a fact', JSON.stringify({ ...aBalanceAlert(), schema: 2 })],
    [
      'a delivery of one',
      JSON.stringify({ type: 'delivery', fact: { ...aBalanceAlert(), schema: 2 }, to: {} }),
    ],
    ['a request of ours', JSON.stringify({ v: 2, type: 'summary', of: 'payment.reconciled', tellAt: 1 })],
  ])('that a newer release wrote, %s, is put aside until that release is back', async (_, body) => {
    const stack = notificationStack();
    expect(await stack.handle({ body, waitingSince: 0 })).toBe('put_aside');
    const reason =
      'it is of a newer version than this release reads: replay it when that release is deployed again';
    expect(stack.aside).toEqual([{ body, reason }]);
  });
});

describe('a channel', () => {
  it('hears everybody, one a second, while others are heard meanwhile', async () => {
    const stack = notificationStack();
    stack.put(...alerts(40), ...alerts(1, '#other'));
    const startedAt = stack.time.clock();
    await stack.drain();
    const here = stack.shown.filter(({ channel }) => channel === '#mpesa-alerts');
    expect(here).toHaveLength(40);
    expect(Math.min(...gaps(here))).toBeGreaterThanOrEqual(1_000);
    const other = stack.shown.find(({ channel }) => channel === '#other');
    expect((other?.at ?? 0) - startedAt).toBeLessThan(1_000);
    expect(stack.aside).toEqual([]);
  });

  it('is left alone for as long as Slack asks, which uses up no receives', async () => {
    const limited = Array.from(
      { length: 8 },
      () => ({ kind: 'rate_limited', retryAfterSeconds: 60 }) as const,
    );
    const stack = notificationStack({ answer: answering(...limited) });
    const startedAt = stack.time.clock();
    stack.put(...alerts(3));
    await stack.drain();
    expect(stack.shown).toHaveLength(3);
    expect((stack.shown[0]?.at ?? 0) - startedAt).toBeGreaterThanOrEqual(8 * 60_000);
    expect(stack.aside).toEqual([]);
  });

  it('is waited for no longer than a day', async () => {
    const stack = notificationStack({ answer: () => ({ kind: 'rate_limited', retryAfterSeconds: 3_600 }) });
    stack.put(...alerts(1));
    await stack.drain();
    expect(stack.aside.map(({ reason }) => reason)).toEqual(['it has waited for its turn for a day']);
    expect(stack.time.clock()).toBeGreaterThan(86_400_000);
  });
});

describe('Slack', () => {
  it('that refuses has the message put aside at once, with the reason', async () => {
    const reason = 'Slack answered 404 no_service';
    const stack = notificationStack({ answer: () => ({ kind: 'refused', reason }) });
    stack.put(
      ...alerts(1),
      aBalanceAlert({ slack: aDestination({ webhook: { secretId: 's', path: 'missing' } }) }),
    );
    await stack.drain();
    expect(stack.aside.map((aside) => aside.reason).sort()).toEqual([reason, 'the secret holds no webhook']);
    expect(stack.outcomes).toEqual(['put_aside', 'put_aside']);
  });

  it('that is away is tried again, each message five times', async () => {
    const away: SlackAnswer = { kind: 'unavailable', message: 'Slack answered 500' };
    const recovers = notificationStack({ answer: answering(away, away, away, away) });
    recovers.put(...alerts(1));
    await recovers.drain();
    expect(recovers.shown).toHaveLength(1);
    const stays = notificationStack({ answer: () => away });
    stays.put(...alerts(1));
    await stays.drain();
    expect(stays.aside).toHaveLength(1);
  });
});

describe('facts of which many come', () => {
  const texts = (shown: readonly Shown[]) => shown.map(({ message }) => message.text);

  it('are told together', async () => {
    const stack = notificationStack({ settings });
    const discrepancies = Array.from({ length: 130 }, (_, at) => aDiscrepancy(`pay-${at}`));
    stack.put(...discrepancies, ...discrepancies, anUnmatchedReceipt('A'), anUnmatchedReceipt('B'));
    await stack.drain();
    expect(texts(stack.shown).sort()).toEqual([
      expect.stringContaining('2 receipts without a payment'),
      expect.stringContaining('130 discrepancies'),
    ]);
    expect(Math.min(...gaps(stack.shown))).toBeGreaterThanOrEqual(1_000);
  });

  it('are told in a next message when they come after the first', async () => {
    const stack = notificationStack({ settings });
    stack.put(aDiscrepancy('pay-1'));
    await stack.drain();
    stack.put(aDiscrepancy('pay-1'), aDiscrepancy('pay-2'), aDiscrepancy('pay-3'));
    await stack.drain();
    expect(texts(stack.shown)).toEqual([
      expect.stringContaining('Discrepancy: payment pay-1'),
      expect.stringContaining('2 discrepancies'),
    ]);
  });

  it('leave people alone for a while after they were told', async () => {
    const stack = notificationStack({ settings });
    const startedAt = stack.time.clock();
    for (const number of [1, 2, 3]) {
      stack.put(aDiscrepancy(`pay-${number}`));
      await stack.drain();
    }
    const [first = 0, ...others] = stack.shown.map(({ at }) => at);
    expect(first - startedAt).toBeLessThan(32_000);
    expect(others).toHaveLength(2);
    expect(Math.min(...gaps(stack.shown))).toBeGreaterThanOrEqual(119_000);
  });

  it('are told as they stand when they changed meanwhile', async () => {
    const stack = notificationStack({ settings });
    const again = {
      ...aDiscrepancy('pay-1', { amountReceivedMinor: 140_000 }),
      id: 'payment/pay-1#2',
      version: 2,
    };
    stack.put(again, aDiscrepancy('pay-1'));
    await stack.drain();
    expect(texts(stack.shown)).toEqual([expect.stringContaining('Discrepancy: payment pay-1')]);
    expect(JSON.stringify(stack.shown[0]?.message)).toContain('KES 1,400.00');
  });

  it('wait in their group while Slack refuses, and come with the next ones', async () => {
    const refused: SlackAnswer = { kind: 'refused', reason: 'Slack answered 404 no_service' };
    const stack = notificationStack({ settings, answer: answering(refused) });
    stack.put(aDiscrepancy('pay-1'), aDiscrepancy('pay-2'));
    await stack.drain();
    expect(stack.aside).toHaveLength(1);
    stack.put(aDiscrepancy('pay-3'));
    await stack.drain();
    expect(texts(stack.shown)).toEqual([expect.stringContaining('3 discrepancies')]);
    // Moved back from the dead letters: there is nothing left to tell.
    const [dead] = stack.aside;
    expect(await stack.handle({ body: dead?.body ?? '', waitingSince: 0 })).toBe('nothing_to_say');
  });

  it('stay silent about matches, and about what a person has just read', async () => {
    const stack = notificationStack({ settings });
    stack.put(
      aDiscrepancy('pay-1', { status: 'matched', issues: [] }),
      aDiscrepancy('pay-2', { previousStatus: 'discrepancy', by: 'jane' }),
    );
    await stack.drain();
    expect(stack.outcomes).toEqual(['nobody_to_tell', 'nobody_to_tell']);
    stack.put(
      aDiscrepancy('pay-3', { previousStatus: 'discrepancy' }),
      aDiscrepancy('pay-4', { previousStatus: 'matched', by: 'jane' }),
    );
    await stack.drain();
    expect(texts(stack.shown)).toEqual([expect.stringContaining('2 discrepancies')]);
  });
});
