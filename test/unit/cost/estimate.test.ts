import { describe, expect, it } from '@jest/globals';
import { estimate } from '../../../operate/cost/estimate.ts';
import { costOf } from '../../../operate/cost/line.ts';
import type { Resource } from '../../../operate/cost/resources.ts';
import type { Usage } from '../../../operate/cost/usage.ts';
import {
  aLambda,
  aMapping,
  aQueue,
  aResource,
  aSchedule,
  aTable,
} from '../../support/builders/a-template.ts';
import { aUsage, aUse } from '../../support/builders/a-usage.ts';

const region = 'us-east-1';
const of = (resources: readonly Resource[], callbacks = 1_000_000, usage: Usage = aUsage()) =>
  estimate({ region, callbacks, usage, resources });
/** What the resources add to what people put beside any stage. */
const costs = (resources: readonly Resource[], callbacks?: number, usage?: Usage) =>
  of(resources, callbacks, usage).total - of([], callbacks, usage).total;
const measured = aUsage({
  perCallback: aUse({
    tables: { orders: { writeUnits: 4, readUnits: 2, bytes: 2_000 } },
    messages: { orders: 0.5 },
    functions: { 'take-order': { invocations: 1, cpuMs: 10, waits: 4, logBytes: 1_000 } },
    facts: 1,
    objectsPut: 0.01,
  }),
  perRun: {
    sweep: aUse({
      tables: { orders: { writeUnits: 1, readUnits: 2, bytes: 0 } },
      functions: { sweep: { invocations: 1, cpuMs: 10, waits: 2, logBytes: 100 } },
    }),
  },
  metrics: { 'take-order': ['OrdersTaken', 'MessagesHandled'] },
});

describe('A resource that costs something', () => {
  it.each([
    ['AWS::KMS::Key', 1],
    ['AWS::CloudWatch::Dashboard', 3],
    ['AWS::CloudWatch::CompositeAlarm', 0.5],
    ['AWS::CloudWatch::Alarm', 0.1],
    ['AWS::Logs::MetricFilter', 0.3],
    ['AWS::SecretsManager::Secret', 0.4],
    ['AWS::Route53::HostedZone', 0.5],
    ['AWS::EC2::NatGateway', 32.87],
    ['AWS::Events::Archive', 0],
  ])('%s stands there for %f dollars', (type, cost) => {
    expect(costs([aResource(type)], 0)).toBeCloseTo(cost, 2);
    expect(costs([aResource(type), aResource(type)], 0)).toBeCloseTo(2 * cost, 1);
  });

  it('is an alarm that looks at several metrics, by the metrics', () => {
    const Metrics = [{ Expression: 'a / b' }, { MetricStat: {} }, { MetricStat: {} }];
    expect(costs([aResource('AWS::CloudWatch::Alarm', { Metrics })])).toBeCloseTo(0.2);
  });

  it('is a dashboard, which the free tier takes off up to 50 metrics', () => {
    const free = (DashboardBody: unknown) =>
      of([aResource('AWS::CloudWatch::Dashboard', { DashboardBody })]).freeTier;
    const none = of([]).freeTier;
    const metrics = (count: number) =>
      Array.from({ length: count }, (_, at) => ['Shop', 'Orders', 'shop', String(at)]);
    const board = (...widgets: readonly (readonly unknown[])[]) =>
      JSON.stringify({ widgets: widgets.map((all) => ({ type: 'metric', properties: { metrics: all } })) });
    expect(free(board(metrics(50), metrics(50))) - none).toBeCloseTo(3);
    expect(free(board(metrics(51))) - none).toBe(0);
    expect(free({ 'Fn::Join': ['', [board(metrics(30)).slice(0, -2), ']}']] }) - none).toBeCloseTo(3);
    expect(free('no JSON') - none).toBe(0);
    expect(
      costs([aResource('AWS::CloudWatch::Dashboard', { DashboardBody: board(metrics(51)) })]),
    ).toBeCloseTo(3);
  });

  it('is the API of the hooks, by callbacks', () => {
    expect(costs([aResource('AWS::ApiGateway::RestApi')])).toBeCloseTo(3.5 + 0.05, 1);
  });

  it('is an interface endpoint, by zones; a gateway endpoint is free', () => {
    const endpoint = { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] };
    expect(costs([aResource('AWS::EC2::VPCEndpoint', endpoint)])).toBeCloseTo(2 * 7.3, 1);
    expect(costs([aResource('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' })])).toBe(0);
  });

  it('is a firewall, by its rules and the requests', () => {
    expect(costs([aResource('AWS::WAFv2::WebACL', { Rules: [{}, {}] })])).toBeCloseTo(5 + 2 + 0.6);
  });

  it('is the bus, by facts, and a bucket, by objects', () => {
    expect(costs([aResource('AWS::Events::EventBus')], 1_000_000, measured)).toBeCloseTo(1);
    expect(costs([aResource('AWS::S3::Bucket')], 1_000_000, measured)).toBeCloseTo(0.05, 2);
  });
});

describe('A queue', () => {
  it('costs the requests of its messages, and those of a function that asks for them', () => {
    const queue = aQueue();
    expect(costs([queue], 1_000_000, measured)).toBeCloseTo(1.5 * 0.4);
    const polled = [queue, aLambda('other', 'Worker'), aMapping(queue.logicalId, 'Worker')];
    expect(costs(polled, 0, measured)).toBeCloseTo(0.26, 2);
  });

  it('is taken to carry a message a callback where nobody measured it', () => {
    const another = aQueue('AnotherQueue0A1B2C3D');
    expect(costs([aQueue(), another], 1_000_000, measured)).toBeCloseTo((1.5 + 3) * 0.4);
    expect(of([another]).lines.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('not measured'),
    );
  });

  it('is free as the place of dead letters', () => {
    const dead = aQueue('OrdersDeadLettersQueue0A1B2C3D');
    const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': [dead.logicalId, 'Arn'] } };
    expect(costs([dead, aQueue(undefined, { RedrivePolicy })])).toBeCloseTo(3 * 0.4);
  });
});

describe('A table', () => {
  it('costs what is written, read and kept', () => {
    expect(costs([aTable()], 1_000_000, measured)).toBeCloseTo(4 * 0.625 + 2 * 0.125 + 0.25);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    const restorable = aTable(undefined, { PointInTimeRecoverySpecification });
    expect(costs([restorable], 1_000_000, measured)).toBeCloseTo(4 * 0.625 + 2 * 0.125 + 0.45);
  });

  it('is taken to be written and read once a callback where nobody measured it', () => {
    expect(costs([aTable(), aTable('AnotherTable0A1B2C3D')], 1_000_000, measured)).toBeCloseTo(
      costs([aTable()], 1_000_000, measured) + 0.625 + 0.125 + 0.125,
    );
  });

  it('costs the uses of a key of our own, and capacity that was ordered', () => {
    const SSESpecification = { KMSMasterKeyId: 'key' };
    expect(costs([aTable(undefined, { SSESpecification })], 0)).toBeCloseTo(0.08, 2);
    const ProvisionedThroughput = { WriteCapacityUnits: 10, ReadCapacityUnits: 10 };
    expect(costs([aTable(undefined, { BillingMode: 'PROVISIONED', ProvisionedThroughput })], 0)).toBeCloseTo(
      5.7,
      1,
    );
  });

  it('is refused by name when neither its requests nor its capacity is paid for', () => {
    expect(() => of([aTable('Odd', { BillingMode: 'PROVISIONED' })])).toThrow(/Odd .*BillingMode/);
  });
});

describe('A function', () => {
  it('costs its invocations, its time, its logs and its metrics', () => {
    const { lines } = of([aLambda('take-order')], 1_000_000, measured);
    const cost = Object.fromEntries(lines.map((line) => [line.what, costOf(line)]));
    expect(cost['take-order: invoked']).toBeCloseTo(0.2);
    // 10 ms of CPU at 512 of 1769 MB, four waits of 5 ms, 15 ms for MongoDB.
    expect(cost['take-order: running']).toBeCloseTo(((34.55 + 20 + 15) / 1_000) * 0.5 * 13.3334, 2);
    expect(cost['logs of functions: taken in']).toBeCloseTo(1.45 * 0.5);
    expect(cost['metrics of functions']).toBeCloseTo(0.6);
  });

  it('costs its traces, up to one a second, where it is traced', () => {
    const traced = aLambda('take-order', 'Worker', { TracingConfig: { Mode: 'Active' } });
    expect(
      costs([traced], 1_000_000, measured) - costs([aLambda('take-order')], 1_000_000, measured),
    ).toBeCloseTo(5);
  });

  it('runs as its schedule says, and what it uses of tables counts', () => {
    const sweep = [aLambda('sweep', 'Sweep'), aTable()];
    const everyMinute = costs([...sweep, aSchedule('Sweep', 'rate(1 minute)')], 0, measured);
    const everyHour = costs([...sweep, aSchedule('Sweep', 'rate(1 hour)')], 0, measured);
    expect(everyMinute).toBeGreaterThan(0.1);
    expect(everyMinute).toBeCloseTo(60 * everyHour);
  });

  it('that nobody measured is invoked for each message of a queue that nobody measured', () => {
    const queue = aQueue('NewQueue0A1B2C3D');
    const wired = [queue, aLambda('new', 'New'), aMapping(queue.logicalId, 'New')];
    expect(of(wired).lines.map(({ what }) => what)).toContain('new: invoked');
  });
});

describe('The sum', () => {
  const stage = [aQueue(), aTable(), aLambda('take-order')];

  it.each([0, 1, 1_000_000, 10_000_000])('is that of its lines, for %i callbacks', (callbacks) => {
    const { lines, total, standing, forCallbacks } = of(stage, callbacks, measured);
    expect(lines.reduce((sum, line) => sum + costOf(line), 0)).toBeCloseTo(total, 10);
    expect(standing + forCallbacks).toBeCloseTo(total, 10);
  });

  it('grows with the callbacks, what stands there does not', () => {
    const [none, million, tenMillion] = [0, 1_000_000, 10_000_000].map((callbacks) =>
      of(stage, callbacks, measured),
    );
    expect(none?.forCallbacks).toBe(0);
    expect(tenMillion?.forCallbacks).toBeCloseTo(10 * (million?.forCallbacks ?? 0));
    expect(tenMillion?.standing).toBeCloseTo(none?.standing ?? 0);
  });

  it('is dearer where AWS is', () => {
    const sums = ['us-east-1', 'eu-west-1', 'af-south-1'].map(
      (each) => estimate({ region: each, callbacks: 1_000_000, usage: measured, resources: stage }).total,
    );
    expect(sums.toSorted((a, b) => a - b)).toEqual(sums);
  });
});

describe('What has no price', () => {
  it('is refused by name, all of it at once', () => {
    const odd = [aResource('AWS::RDS::DBInstance', {}, 'Database'), aResource('AWS::Foo::Bar', {}, 'Bar')];
    expect(() => of(odd)).toThrow(/Database \(AWS::RDS::DBInstance\), Bar \(AWS::Foo::Bar\)/);
  });

  it('is a region that is not listed; those that are listed are named', () => {
    const abroad = { region: 'mars-1', callbacks: 1, usage: aUsage(), resources: [] };
    expect(() => estimate(abroad)).toThrow(/mars-1; there are for us-east-1, eu-west-1, af-south-1/);
  });
});
