import { expect, it } from '@jest/globals';
import { queueName } from '../../../operate/stage-installation.ts';
import { idOf, type Synthesized } from '../support/synthesized.ts';

/** What operators' commands call the queues of a stage: made of their logical ids, and the same on every stage. */
export const installed = ({ of, templates }: Synthesized): void => {
  const queues = of('AWS::SQS::Queue');

  it.each(queues)('$id: has a name in words', ({ id }) => {
    expect(queueName(id)).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(queues.filter((other) => queueName(other.id) === queueName(id))).toHaveLength(1);
  });

  it.each(queues.filter(({ properties }) => properties.RedrivePolicy))(
    '$id: lends its name to its dead letters',
    ({ id, properties }) => {
      const deadLetters = idOf(properties.RedrivePolicy.deadLetterTargetArn, templates);
      expect(queueName(deadLetters)).toBe(`${queueName(id)}-dead-letters`);
    },
  );

  it('has the queues that callbacks are replayed through', () => {
    const names = queues.map(({ id }) => queueName(id));
    expect(names).toEqual(expect.arrayContaining(['payment-notices', 'balance-results']));
  });
};
