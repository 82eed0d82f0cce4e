import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SlackAnswer } from '../../../shared/alerts/slack-sender.ts';
import { aBalanceAlert, aDestination, aDiscrepancy } from '../../support/builders/a-fact.ts';
import { notificationStack } from '../../support/notification-stack.ts';

const answers: readonly SlackAnswer[] = [
  { kind: 'sent' },
  { kind: 'rate_limited', retryAfterSeconds: 7 },
  { kind: 'unavailable', message: 'Slack answered 503' },
];
const settings = {
  groupSeconds: 30,
  intervalSeconds: 60,
  discrepancies: aDestination({ channel: '#finance' }),
};

const scenario = fc.record({
  facts: fc.array(fc.record({ id: fc.nat(5), channel: fc.nat(2), isDiscrepancy: fc.boolean() }), {
    minLength: 1,
    maxLength: 14,
  }),
  answers: fc.array(fc.constantFrom(...answers), { maxLength: 12 }),
  // Steps at which a function dies; few enough that no message is received five times.
  deaths: fc.uniqueArray(fc.nat(150), { maxLength: 3 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Given> ? Given : never;

const factOf = ({ id, channel, isDiscrepancy }: Scenario['facts'][number]) =>
  isDiscrepancy
    ? aDiscrepancy(`pay-${id}`)
    : aBalanceAlert(
        { partnerName: `partner-${channel}-${id}`, slack: aDestination({ channel: `#c${channel}` }) },
        `balance/${channel}-${id}`,
      );

async function play({ facts, answers: given, deaths }: Scenario) {
  const left = [...given];
  let step = 0;
  const stack = notificationStack({
    settings,
    answer: () => left.shift() ?? { kind: 'sent' },
    dies: () => deaths.includes(step++),
  });
  stack.put(...facts.map(factOf));
  await stack.drain();
  return stack;
}

const countOf = (text: string): number =>
  Number(/(\d+) discrepancies/.exec(text)?.[1] ?? /Discrepancy:/.test(text));

it('loses nothing, and keeps a second between any two, whatever dies, fails or comes twice', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { shown, aside } = await play(given);
      fc.pre(aside.length === 0);
      const texts = shown.map(({ message }) => message.text);
      const expected = given.facts.filter(({ isDiscrepancy }) => !isDiscrepancy);
      for (const { channel, id } of expected)
        expect(
          texts.some(
            (text) =>
              text.includes(`partner-${channel}-${id}∗`) || text.includes(`partner-${channel}-${id}*`),
          ),
        ).toBe(true);
      const discrepancies = new Set(given.facts.filter((fact) => fact.isDiscrepancy).map(({ id }) => id))
        .size;
      expect(texts.reduce((sum, text) => sum + countOf(text), 0)).toBeGreaterThanOrEqual(discrepancies);
      for (const name of new Set(shown.map(({ channel }) => channel))) {
        const times = shown.filter(({ channel }) => channel === name).map(({ at }) => at);
        times.slice(1).forEach((at, index) => {
          expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
        });
      }
    }),
    { numRuns: 300 },
  );
});

it('tells each fact exactly once when nothing dies', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { shown, aside } = await play({ ...given, deaths: [] });
      fc.pre(aside.length === 0);
      const alerts = new Set(
        given.facts.filter((fact) => !fact.isDiscrepancy).map(({ id, channel }) => `${channel}-${id}`),
      ).size;
      const discrepancies = new Set(given.facts.filter((fact) => fact.isDiscrepancy).map(({ id }) => id))
        .size;
      const texts = shown.map(({ message }) => message.text);
      expect(texts.filter((text) => text.includes('Balance Alert'))).toHaveLength(alerts);
      expect(texts.reduce((sum, text) => sum + countOf(text), 0)).toBe(discrepancies);
    }),
    { numRuns: 200 },
  );
});
