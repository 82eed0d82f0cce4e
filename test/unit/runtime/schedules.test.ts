import { afterEach, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../local/runtime/assembly/json.ts';
import { readWiring } from '../../../local/runtime/assembly/wiring.ts';
import { createSchedules, type Schedules } from '../../../local/runtime/schedules/schedules.ts';
import { anAssembly } from '../../support/builders/an-assembly.ts';

const place = {
  account: '000000000000',
  region: 'eu-west-1',
  sqsEndpoint: 'http://127.0.0.1:1',
  gatewayUrl: '',
};

let schedules: Schedules | undefined;
let delivered: (readonly [string, string])[];
let news: string[];

afterEach(() => schedules?.stop());

/** Schedules of a template, whose targets note what they get; those called `broken` fail. */
function schedulesOf(all: Readonly<Record<string, JsonObject>>): Schedules {
  delivered = [];
  news = [];
  const resources = Object.fromEntries(
    Object.entries(all).map(([id, properties]) => [
      id,
      { Type: 'AWS::Scheduler::Schedule', Properties: properties },
    ]),
  );
  const assembly = anAssembly({ shop: { Resources: resources } });
  schedules = createSchedules({
    wiring: readWiring(assembly, { place, secret: () => '', localize: (text) => text }),
    target: (arn) => {
      if (arn === 'unknown') throw new Error('the target unknown is not there');
      return {
        deliver: async (input) => {
          delivered.push([arn, input]);
          if (arn === 'broken') throw new Error('it is broken');
          return undefined;
        },
      };
    },
    ...place,
    log: (line) => news.push(line),
  });
  return schedules;
}

const aSchedule = (properties: JsonObject = {}, target: JsonObject = {}): JsonObject => ({
  ScheduleExpression: 'rate(1 minute)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'queue', RoleArn: 'role', Input: '{"time":"<aws.scheduler.scheduled-time>"}', ...target },
  ...properties,
});

const settled = () => new Promise((done) => setTimeout(done, 50));

describe('the schedules', () => {
  it('fire at once what has a rate, with the time in it', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    schedulesOf({ Tick: aSchedule() }).start();
    await settled();
    expect(delivered).toHaveLength(1);
    const { time } = JSON.parse(delivered[0]?.[1] ?? '') as { time: string };
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(time) - before).toBeLessThan(2000);
  });

  it('wait for their hour, their start, or for ever', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    schedulesOf({
      Later: aSchedule({ ScheduleExpression: `at(${tomorrow.slice(0, 19)})` }),
      NotBefore: aSchedule({ StartDate: tomorrow }),
      Over: aSchedule({ EndDate: '2020-01-01T00:00:00Z' }),
      Off: aSchedule({ State: 'DISABLED' }),
    }).start();
    await settled();
    expect(delivered).toEqual([]);
  });

  it('put what cannot be delivered to the dead letters', async () => {
    const target = {
      Arn: 'broken',
      RetryPolicy: { MaximumRetryAttempts: 0 },
      DeadLetterConfig: { Arn: 'dead' },
    };
    schedulesOf({ Tick: aSchedule({}, target) }).start();
    await settled();
    expect(delivered.map(([arn]) => arn)).toEqual(['broken', 'dead']);
    expect(delivered[1]?.[1]).toBe(delivered[0]?.[1]);
    expect(news).toEqual(['Schedule shop-Tick: it is broken']);
  });

  it('send an event of their own when the template gives no input', async () => {
    const schedule = schedulesOf({ Tick: { ...aSchedule(), Target: { Arn: 'queue', RoleArn: 'role' } } })
      .all[0];
    await schedule?.run(Date.parse('2026-11-20T03:00:00Z'));
    expect(JSON.parse(delivered[0]?.[1] ?? '')).toMatchObject({
      'detail-type': 'Scheduled Event',
      time: '2026-11-20T03:00:00Z',
      resources: ['arn:aws:scheduler:eu-west-1:000000000000:schedule/default/shop-Tick'],
    });
  });

  it('name the schedule that is not understood', () => {
    expect(() => schedulesOf({ Tick: aSchedule({ ScheduleExpression: 'sometimes' }) })).toThrow(
      'shop/Tick: the schedule sometimes',
    );
    expect(() => schedulesOf({ Tick: aSchedule({}, { Arn: 'unknown' }) })).toThrow(
      'shop/Tick: the target unknown',
    );
  });
});
