import { expect, it } from '@jest/globals';
import { flat, idOf, type Json, listOf, type Resource, type Synthesized } from '../support/synthesized.ts';

const knownFacts = [
  'payment.reconciled',
  'transaction.unmatched',
  'balance.alerted',
  'balance.polling_stopped',
  'credential.expiring',
  'revenue.reported',
  'revenue.failed',
];

/** What leaves the bus: known facts, whole, onto a queue that takes them from this rule alone, and nothing lost on the way. */
export const facts = ({ templates, resources, of }: Synthesized): void => {
  const rules = of('AWS::Events::Rule');
  const find = (reference: unknown): Resource => {
    const id = idOf(reference, templates);
    return resources.find((resource) => resource.id === id) ?? fail(id);
  };

  it('tells people of every fact, and of decisions only where something is wrong', () => {
    expect(rules.flatMap(({ properties }) => properties.EventPattern['detail-type']).sort()).toEqual(
      knownFacts.toSorted(),
    );
    const decisions = rules.filter(({ properties }) =>
      properties.EventPattern['detail-type'].includes('payment.reconciled'),
    );
    expect(decisions.map(({ properties }) => properties.EventPattern.detail)).toEqual([
      { data: { status: ['discrepancy'] } },
    ]);
  });

  it.each(rules)(
    '$id: takes our facts off our bus, and keeps what its queue did not take',
    ({ properties }) => {
      expect(find({ 'Fn::ImportValue': properties.EventBusName['Fn::ImportValue'] }).type).toBe(
        'AWS::Events::EventBus',
      );
      expect(properties.EventPattern.source).toEqual(['salio']);
      expect(properties.State ?? 'ENABLED').toBe('ENABLED');
      expect(properties.Targets).toHaveLength(1);
      const [target] = properties.Targets;
      const queue = find(target.Arn);
      expect(queue.type).toBe('AWS::SQS::Queue');
      expect(target.InputPath).toBe('$.detail');
      expect(find(target.DeadLetterConfig.Arn).id).toBe(
        find(queue.properties.RedrivePolicy.deadLetterTargetArn).id,
      );
    },
  );

  it.each(rules)(
    '$id: may send to its queue and its dead letters, and nobody else may',
    ({ id, properties }) => {
      const [target] = properties.Targets;
      for (const queue of [find(target.Arn), find(target.DeadLetterConfig.Arn)]) {
        const allowed = policiesOf(queue).filter(({ Effect: effect }) => effect === 'Allow');
        expect(allowed.map((statement) => statement.Principal)).toEqual(
          allowed.map(() => ({ Service: 'events.amazonaws.com' })),
        );
        expect(allowed.flatMap(({ Action: action }) => listOf(action))).toEqual(
          allowed.map(() => 'sqs:SendMessage'),
        );
        const sources = allowed.map(({ Condition: condition }) => flat(condition.ArnEquals['aws:SourceArn']));
        expect(sources).toContain(`<${id}.Arn>`);
        expect(sources.filter((source) => !rules.some((rule) => source === `<${rule.id}.Arn>`))).toEqual([]);
      }
    },
  );

  const policiesOf = ({ id }: Resource): readonly Json[] =>
    of('AWS::SQS::QueuePolicy')
      .filter(({ properties }) => listOf(properties.Queues).some((queue) => queue.Ref === id))
      .flatMap(({ properties }) => listOf(properties.PolicyDocument.Statement));
};

const fail = (id: string): never => {
  throw new Error(`no resource ${id}`);
};
