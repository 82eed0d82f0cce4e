import { expect, it } from '@jest/globals';
import { idOf, type Resource, runbook, type Synthesized } from '../support/synthesized.ts';

const sections = ['## Meaning', '## Impact', '## First look', '## Safe actions'];

/** Every alarm reaches a person and says what to do; nothing that must be watched is left out. */
export const alarms = (synthesized: Synthesized): void => {
  const { settings, templates, of } = synthesized;
  const all = of('AWS::CloudWatch::Alarm');

  it.each(all)('$id: goes to the topic and names a runbook with all its sections', ({ properties }) => {
    expect(properties.AlarmActions).toHaveLength(1);
    const [, base, page = ''] = /Runbook: (.+)\/([\w-]+\.md)$/.exec(properties.AlarmDescription) ?? [];
    expect(base).toBe(settings.operations.runbooksUrl);
    const text = runbook(page) ?? '';
    expect(sections.filter((section) => !text.includes(`\n${section}\n`))).toEqual([]);
  });

  it.each(of('AWS::SQS::Queue'))('$id: is watched', (queue) => {
    const isFed = of('AWS::Lambda::EventSourceMapping').some(
      ({ properties }) => idOf(properties.EventSourceArn, templates) === queue.id,
    );
    const metric = isFed ? 'ApproximateAgeOfOldestMessage' : 'ApproximateNumberOfMessagesVisible';
    expect(alarmsOn(queue).map(({ properties }) => properties.MetricName)).toEqual([metric]);
  });

  it('sounds for every callback that is refused or not kept', () => {
    const [api] = of('AWS::ApiGateway::RestApi');
    const onApi = all.filter(({ properties }) =>
      properties.Dimensions.some(({ Value: value }: { Value: unknown }) => value === api?.properties.Name),
    );
    expect(onApi.map(({ properties: p }) => [p.MetricName, p.Threshold, p.Statistic])).toEqual([
      ['4XXError', 1, 'Sum'],
      ['5XXError', 1, 'Sum'],
    ]);
  });

  const alarmsOn = (queue: Resource) =>
    all.filter(({ properties }) =>
      properties.Dimensions.some(
        ({ Name: name, Value: value }: { Name: string; Value: unknown }) =>
          name === 'QueueName' && idOf(value, templates) === queue.id,
      ),
    );
};
