import { expect, it } from '@jest/globals';
import { idOf, type Json, type Resource, runbook, type Synthesized } from '../support/synthesized.ts';

const sections = ['## Meaning', '## Impact', '## First look', '## Safe actions'];

/** Every alarm reaches a person and says what to do; nothing that must be watched is left out. */
export const alarms = (synthesized: Synthesized): void => {
  const { settings, templates, of } = synthesized;
  const all = of('AWS::CloudWatch::Alarm');

  it.each(all)('$id: goes to the topic when it begins and ends, and names a runbook', ({ properties }) => {
    expect(properties.AlarmActions).toHaveLength(1);
    expect(properties.OKActions).toEqual(properties.AlarmActions);
    const [, base, page = ''] = /Runbook: (.+)\/([\w-]+\.md)$/.exec(properties.AlarmDescription) ?? [];
    expect(base).toBe(settings.operations.runbooksUrl);
    const text = runbook(page) ?? '';
    expect(sections.filter((section) => !text.includes(`\n${section}\n`))).toEqual([]);
  });

  it('tells the topic of the budget exactly if there is one, by a runbook', () => {
    const budgets = of('AWS::Budgets::Budget').map(({ properties }) => properties);
    expect(budgets).toHaveLength(settings.operations.monthlyBudgetUsd === undefined ? 0 : 1);
    for (const budget of budgets) {
      const [, page = ''] = /\(runbook ([\w-]+)\)$/.exec(budget.Budget.BudgetName) ?? [];
      expect(runbook(`${page}.md`)).toContain('\n## Safe actions\n');
      for (const { Subscribers: subscribers } of budget.NotificationsWithSubscribers) {
        expect(subscribers.map(({ Address }: Json) => Address)).toEqual([topicOf(all)]);
      }
    }
  });

  it('puts the topic before people: in Slack, and at each address', () => {
    const subscriptions = of('AWS::SNS::Subscription').map(({ properties }) => properties);
    expect(subscriptions.map(({ Protocol }) => Protocol).sort()).toEqual([
      ...settings.operations.alarmEmails.map(() => 'email'),
      'lambda',
    ]);
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
      dimensionsOf(properties).some(({ Value: value }) => value === api?.properties.Name),
    );
    expect(onApi.map(({ properties: p }) => [p.MetricName, p.Threshold, p.Statistic])).toEqual([
      ['4XXError', 1, 'Sum'],
      ['5XXError', 1, 'Sum'],
    ]);
  });

  it('sounds for silence exactly in the business hours of the stage', () => {
    const silence = all.filter(({ id }) => id.includes('NoCallbacks'));
    const hours = settings.operations.businessHours;
    expect(silence).toHaveLength(hours === undefined ? 0 : 1);
    if (!hours) return;
    const [{ Expression: expression }] = silence[0]?.properties.Metrics ?? [];
    const sounds = soundsOfSilence(expression);
    // Every quarter of an hour of a week at which a period may begin: 0 is Monday midnight in UTC.
    const wrong = Array.from({ length: 7 * 96 }, (_, quarter) => quarter * 15).filter((begin) => {
      const [day, minute] = [Math.floor(begin / 1440) + 1, (begin % 1440) + 180];
      const isWithin = minute >= hours.fromHour * 60 && minute + hours.quietMinutes <= hours.toHour * 60;
      return sounds(begin) !== (hours.days.includes(day) && isWithin);
    });
    expect(wrong).toEqual([]);
  });

  it('takes a missing figure for silence only where one comes each minute', () => {
    const sounding = all.filter(({ properties }) => properties.TreatMissingData !== 'notBreaching');
    expect(sounding.map(({ properties: p }) => [p.MetricName, p.TreatMissingData])).toEqual([
      ['UnpublishedAge', 'breaching'],
    ]);
  });

  const alarmsOn = (queue: Resource) =>
    all.filter(({ properties }) =>
      dimensionsOf(properties).some(
        ({ Name: name, Value: value }) => name === 'QueueName' && idOf(value, templates) === queue.id,
      ),
    );
};

/** Whether an expression falls below 1 for a period without callbacks that begins so many minutes into a week, in UTC. */
const soundsOfSilence = (expression: string): ((begin: number) => boolean) => {
  // What it uses of metric math reads the same in JavaScript.
  const value = new Function('begin', 'DAY', 'HOUR', 'MINUTE', 'IF', 'callbacks', `return ${expression}`);
  return (begin) => {
    const day = () => Math.floor(begin / 1440) + 1;
    const hour = () => Math.floor((begin % 1440) / 60);
    const choose = (condition: boolean, yes: number, no: number) => (condition ? yes : no);
    return value(begin, day, hour, () => begin % 60, choose, 0) < 1;
  };
};

const dimensionsOf = (properties: Json): readonly Json[] => properties.Dimensions ?? [];
const topicOf = (all: readonly Resource[]): Json => all[0]?.properties.AlarmActions[0];
