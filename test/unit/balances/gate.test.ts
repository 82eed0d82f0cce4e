import { beforeEach, describe, expect, it } from '@jest/globals';
import { warningDue } from '../../../shared/balances/credential-age.ts';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { days, minutes } from '../../../shared/kernel/time.ts';
import { isCredentialFailure, verdictOn } from '../../../shared/mpesa/initiator-gate.ts';
import { aBalance, aRefusal, balanceWatch } from '../../support/balance-watch.ts';
import { aConfig, acme, aListedShortcode, noon } from '../../support/builders/balances.ts';

const bora = partnerId('bora');
const listed = [
  ...['600111', '600112', '600113'].map((code) => aListedShortcode({ shortcode: shortcode(code) })),
  aListedShortcode({ partnerId: bora, partnerName: 'Bora', shortcode: shortcode('700111') }),
];
let watch: ReturnType<typeof balanceWatch>;

beforeEach(async () => {
  watch = balanceWatch(listed);
  await watch.configs.save(aConfig());
  await watch.configs.save(aConfig({}, { partnerId: bora }));
  await watch.schedule();
});

/** Asks until nobody waits any more; every question is answered with this body. */
async function answerAll(body: () => object): Promise<void> {
  for (let rounds = 0; rounds < 20 && watch.requests.sent.length > 0; rounds++) {
    const before = watch.asked.length;
    await watch.ask();
    for (const check of watch.asked.slice(before)) {
      const token = check.partnerId === acme ? undefined : 'unused';
      if (token === undefined) await watch.post(check.id, body());
    }
  }
}

describe('an operator that has not proven itself', () => {
  it('makes one call at a time until the first is accepted, and any number then', async () => {
    const outcomes = await watch.ask();
    expect(outcomes.toSorted()).toEqual(['asked', 'asked', 'waiting', 'waiting']);
    const first = watch.asked.find((check) => check.partnerId === acme);
    expect((await watch.ask()).toSorted()).toEqual(['waiting', 'waiting']);
    await watch.post(first?.id ?? '', aBalance('1.00', noon));
    expect(await watch.ask()).toEqual(['asked', 'asked']);
  });

  it('lets the next one try when M-Pesa does not answer the first', async () => {
    await watch.ask();
    watch.pass(minutes(5) + 1);
    expect((await watch.ask()).toSorted()).toEqual(['asked', 'waiting']);
  });

  it('has to prove another credential anew', async () => {
    await answerAll(() => aBalance('1.00', noon));
    watch.pass(minutes(15));
    watch.mpesa.credential = 'credential-2';
    await watch.schedule();
    const outcomes = await watch.ask();
    expect(outcomes.filter((outcome) => outcome === 'waiting')).toHaveLength(2);
  });
});

describe.each(['2001', '8006', '18', '22'])('a credential refused with %s', (code) => {
  it('stops all that share the operator, tells it once, and asks nothing until it is resumed', async () => {
    await answerAll(() => aRefusal(code));
    const asked = watch.asked.filter((check) => check.partnerId === acme).length;
    expect(asked).toBe(1);
    for (let hour = 0; hour < 5; hour++) {
      watch.pass(minutes(60));
      await watch.schedule();
      await watch.ask();
    }
    expect(watch.asked.filter((check) => check.partnerId === acme)).toHaveLength(asked);
    expect(watch.asked.filter((check) => check.partnerId === bora).length).toBeGreaterThan(1);
    const stops = (await watch.facts()).filter(({ type }) => type === 'balance.polling_stopped');
    expect(stops).toMatchObject([
      {
        data: {
          scope: 'initiator',
          code,
          partnerId: 'acme',
          shortcodes: ['600111', '600112', '600113'],
          resumeWith: 'POST /api/v1/balance-monitoring/configs/acme/all/resume',
          slack: [{ webhook: { path: 'slackWebhooks.all' } }],
        },
      },
    ]);

    expect(await watch.resume()).toEqual(['600111', '600112', '600113']);
    await watch.schedule();
    const outcomes = await watch.ask();
    expect(outcomes.filter((outcome) => outcome === 'waiting')).toHaveLength(2);
    expect(watch.asked.filter((check) => check.partnerId === acme)).toHaveLength(asked + 1);
  });
});

describe('an operator that two partners share', () => {
  beforeEach(() => {
    watch.mpesa.operatorOf = () => 'shared';
  });

  it('is stopped and resumed for both', async () => {
    await watch.ask();
    const [first] = watch.asked;
    // The other partner asks in its name, and waits.
    await watch.gate.settle(first?.id ?? '', { kind: 'accepted' });
    await watch.ask();
    await watch.gate.settle(first?.id ?? '', { kind: 'refused', code: '8006' });
    const stopped = async () =>
      [...(await watch.polls.ofPartner(acme)), ...(await watch.polls.ofPartner(bora))].filter(
        (poll) => poll.stopped,
      );
    expect(await stopped()).toHaveLength(4);
    expect(await watch.resume()).toHaveLength(4);
    expect(await stopped()).toHaveLength(0);
  });
});

describe('the gate', () => {
  const operator = { key: 'k', credential: 'c' };
  const call = (id: string) => ({ id, partnerId: acme, shortcode: shortcode('600111') });

  it('does not take the refusal of a call from before the resume for a new one', async () => {
    await watch.gate.enter(operator, call('1'));
    await watch.gate.settle('1', { kind: 'refused', code: '8006' });
    watch.pass(1000);
    watch.mpesa.operatorOf = () => 'k';
    expect(await watch.resume()).toBeDefined();
    await watch.gate.settle('1', { kind: 'refused', code: '8006' });
    expect(await watch.gate.enter(operator, call('2'))).toEqual({ kind: 'go' });
    expect(await watch.gate.enter(operator, call('3'))).toMatchObject({ kind: 'wait' });
    expect(await watch.gate.resumedAt('k')).toBe(watch.now());
  });

  it('knows nothing of calls that it did not let through', async () => {
    await watch.gate.settle('nobody', { kind: 'refused', code: '8006' });
    expect(await watch.gate.enter(operator, call('1'))).toEqual({ kind: 'go' });
  });

  it('reads what a code says of the credential', () => {
    expect(['2001', '8006', '18', '22'].every(isCredentialFailure)).toBe(true);
    expect(isCredentialFailure('21')).toBe(false);
    expect(['0', '21', '2032'].map(verdictOn)).toEqual([1, 2, 3].map(() => ({ kind: 'accepted' })));
    expect(verdictOn('26')).toEqual({ kind: 'unknown' });
  });
});

describe('the age of a password', () => {
  it.each([
    ['2026-11-25', undefined],
    ['2026-09-12', undefined],
    ['2026-09-11', 75],
    ['2026-09-02', 75],
    ['2026-09-01', 85],
    ['2026-01-01', 85],
    ['no day', undefined],
  ])('set on %s is worth a warning of %s days', (setOn, expected) => {
    expect(warningDue(setOn, noon)).toBe(expected);
  });

  it('is told at 75 and at 85 days, once each', async () => {
    watch.mpesa.setOn = '2026-09-11';
    await answerAll(() => aBalance('1.00', noon));
    for (let day = 0; day < 12; day++) {
      watch.pass(days(1));
      await watch.schedule();
      await answerAll(() => aBalance('1.00', watch.now()));
    }
    const warnings = (await watch.facts()).filter(
      (fact) => fact.type === 'credential.expiring' && fact.data.partnerId === 'acme',
    );
    expect(warnings).toMatchObject([
      { data: { ageDays: 75, expiresOn: '2026-12-10' } },
      { data: { ageDays: 85, expiresOn: '2026-12-10' } },
    ]);
  });
});
