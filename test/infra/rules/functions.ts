import { expect, it } from '@jest/globals';
import { flat, idOf, lambdaOf, type Synthesized, variablesOf } from '../support/synthesized.ts';

const everyFunction = [
  'STAGE',
  'POWERTOOLS_SERVICE_NAME',
  'POWERTOOLS_METRICS_NAMESPACE',
  'POWERTOOLS_LOG_LEVEL',
];
const known = [
  ...everyFunction,
  ...[
    'PAYMENTS_TABLE',
    'RECONCILIATION_TABLE',
    'BALANCES_TABLE',
    'QUARANTINE_BUCKET',
    'EVENT_BUS_NAME',
    'PARTNER_SECRET_PREFIX',
  ],
  ...[
    'RECONCILIATIONS_QUEUE_URL',
    'STATUS_QUERIES_QUEUE_URL',
    'BALANCE_QUERIES_QUEUE_URL',
    'PAYMENT_NOTICES_QUEUE_URL',
    'RECONCILIATION_SETTINGS',
  ],
  ...['REVENUE_TABLE', 'REVENUE_REPORTS', 'REVENUE_REPORT_NAMES'],
  ...['MONGODB_SECRET_ID', 'MONGODB_SETTINGS', 'WATCH_SETTINGS', 'DARAJA_BASE_URL', 'CALLBACK_BASE_URL'],
  ...['ALERTS_TABLE', 'NOTIFICATIONS_QUEUE_URL', 'NOTIFICATIONS_DEAD_LETTERS_URL'],
  ...['NOTIFICATION_SETTINGS', 'SLACK_BASE_URL', 'SOURCE_ADDRESSES'],
  ...['FORWARDS_QUEUE_URL', 'FORWARDS_DEAD_LETTERS_URL', 'RECONCILIATIONS_DEAD_LETTERS_URL'],
  ...['STATUS_QUERIES_DEAD_LETTERS_URL', 'BALANCE_QUERIES_DEAD_LETTERS_URL'],
];

/** Every function: current, traced if the stage says so, logged, and in the network only to reach what is the operator's. */
export const functions = (synthesized: Synthesized): void => {
  const { settings, templates, resources, bundles, of } = synthesized;
  const all = of('AWS::Lambda::Function');

  it('makes one function of each Lambda', () => {
    expect(all.map(lambdaOf).sort()).toEqual(bundles.map(({ lambda }) => lambda).sort());
  });

  it.each(all)('$id: runs on Node 24 on ARM, with a role and a log of its own', ({ properties }) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'handler.handler',
    });
    expect(properties.TracingConfig).toEqual(settings.functions.tracing ? { Mode: 'Active' } : undefined);
    const logGroup = resources.find(({ id }) => id === idOf(properties.LoggingConfig.LogGroup, templates));
    expect(logGroup).toMatchObject({
      type: 'AWS::Logs::LogGroup',
      properties: { RetentionInDays: settings.logRetentionDays },
    });
    expect(all.filter((other) => flat(other.properties.Role) === flat(properties.Role))).toHaveLength(1);
  });

  it.each(all)('$id: is told nothing but known variables', (definition) => {
    const names = Object.keys(variablesOf(definition));
    expect(names).toEqual(expect.arrayContaining(everyFunction));
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(all)(
    '$id: runs in the network exactly if the stage has one and it reaches MongoDB or what the operator wants notices sent to',
    (definition) => {
      const isInside = definition.properties.VpcConfig !== undefined;
      const variables = variablesOf(definition);
      const reachesMongoDb = 'MONGODB_SECRET_ID' in variables || 'REVENUE_REPORTS' in variables;
      const reachesTargets = lambdaOf(definition) === 'payments/forward-notice';
      expect(isInside).toBe(settings.network !== undefined && (reachesMongoDb || reachesTargets));
      if (isInside) expect(definition.properties.VpcConfig.SubnetIds).toEqual(settings.network?.subnetIds);
    },
  );
};
