import { expect, it } from '@jest/globals';
import { idOf, type Json, listOf, type Resource, type Synthesized } from '../support/synthesized.ts';

/** Queues, schedules and what they wake: nothing is lost without a trace. */
export const work = (synthesized: Synthesized): void => {
  const { templates, resources, of } = synthesized;
  const queues = of('AWS::SQS::Queue');
  const find = (reference: unknown): Resource => {
    const id = idOf(reference, templates);
    const found = resources.find((resource) => resource.id === id);
    if (found === undefined) throw new Error(`no resource ${id}`);
    return found;
  };
  const deadLetterIds = new Set([
    ...queues.flatMap(({ properties: { RedrivePolicy: redrive } }) =>
      redrive ? [find(redrive.deadLetterTargetArn).id] : [],
    ),
    ...of('AWS::Scheduler::Schedule').map(
      ({ properties }) => find(properties.Target.DeadLetterConfig.Arn).id,
    ),
  ]);
  const workQueues = queues.filter(({ id }) => !deadLetterIds.has(id));
  const deadLetterQueues = queues.filter(({ id }) => deadLetterIds.has(id));
  const sources = of('AWS::Lambda::EventSourceMapping');
  const schedules = of('AWS::Scheduler::Schedule');

  it('finds queues, sources and schedules to judge', () => {
    expect(workQueues.length).toBeGreaterThanOrEqual(3);
    expect(sources).toHaveLength(workQueues.length);
    expect(schedules.length).toBeGreaterThanOrEqual(3);
  });

  it.each(workQueues)('$id: gives up after five tries, into dead letters', ({ id, properties }) => {
    // A system of the operator's may be down for a day.
    expect(properties.RedrivePolicy.maxReceiveCount).toBe(id.startsWith('Forwards') ? 13 : 5);
  });

  it.each(deadLetterQueues)(
    '$id: keeps dead letters for 14 days, and longer than the work itself',
    ({ properties }) => {
      expect(properties.MessageRetentionPeriod).toBe(14 * 24 * 3600);
    },
  );

  it.each(sources)(
    '$id: takes ten messages, hands back only the failed ones, deletes none unseen',
    ({ properties }) => {
      expect(properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(properties.FilterCriteria).toBeUndefined();
    },
  );

  it.each(sources)(
    '$id: hides a message for six times as long as its function may take',
    ({ properties }) => {
      const queue = find(properties.EventSourceArn);
      const worker = find(properties.FunctionName);
      expect(queue.type).toBe('AWS::SQS::Queue');
      expect(queue.properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * worker.properties.Timeout);
    },
  );

  it.each(sources)('$id: never starts more functions than are reserved for it', ({ properties }) => {
    const maximum = properties.ScalingConfig.MaximumConcurrency;
    expect(maximum).toBeGreaterThanOrEqual(2);
    const reserved = find(properties.FunctionName).properties.ReservedConcurrentExecutions;
    expect(reserved ?? maximum).toBeGreaterThanOrEqual(maximum);
  });

  it.each(sources)('$id: may feed itself exactly if it may send to its own queue', ({ properties }) => {
    const queue = find(properties.EventSourceArn);
    const worker = find(properties.FunctionName);
    const role = find(worker.properties.Role);
    const sends = of('AWS::IAM::Policy')
      .filter((policy) => policy.properties.Roles.some((holder: Json) => holder.Ref === role.id))
      .flatMap((policy) => policy.properties.PolicyDocument.Statement)
      .filter((statement) => listOf(statement.Action).includes('sqs:SendMessage'))
      .flatMap((statement) => listOf(statement.Resource).map((arn) => find(arn).id));
    expect(worker.properties.RecursiveLoop).toBe(sends.includes(queue.id) ? 'Allow' : undefined);
  });

  it.each(schedules)(
    '$id: wakes a function with the scheduled time, and keeps what could not be started',
    ({ properties }) => {
      const { Target: target } = properties;
      expect(find(target.Arn).type).toBe('AWS::Lambda::Function');
      expect(JSON.parse(target.Input)).toEqual({
        time: '<aws.scheduler.scheduled-time>',
        job: expect.stringMatching(/^[a-z]+(-[a-z]+)+$/),
      });
      expect(target.RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
      expect(find(target.DeadLetterConfig.Arn).type).toBe('AWS::SQS::Queue');
      expect(properties.ScheduleExpression).toMatch(
        /^(rate\((1 minute|\d+ minutes)\)|cron\([\d,]+ [\d,]+ \* \* \? \*\))$/,
      );
    },
  );

  it.each(schedules)('$id: its function keeps a run that failed for good', ({ properties }) => {
    const job = find(properties.Target.Arn);
    expect(find(job.properties.DeadLetterConfig.TargetArn).type).toBe('AWS::SQS::Queue');
  });

  it.each(schedules)('$id: its run ends before the next one begins', ({ properties }) => {
    const seconds = properties.Target.RetryPolicy.MaximumEventAgeInSeconds;
    expect(find(properties.Target.Arn).properties.Timeout).toBeLessThan(seconds);
    const [, minutes] = /rate\((\d+)/.exec(properties.ScheduleExpression) ?? [];
    if (minutes !== undefined) expect(seconds).toBe(60 * Number(minutes));
  });
};
