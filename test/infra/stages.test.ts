import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  checkDeployable,
  readStage,
  stageJsonSchema,
  stageNames,
  stageSettings,
} from '../../lib/stages.ts';

const least = { region: 'eu-west-1', daraja: { environment: 'sandbox' } };
const domain = {
  name: 'hooks.acme.co.ke',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
};

/** What the operator is told about a configuration, line by line. */
const faultsOf = (content: unknown, stage = 'dev'): string[] => {
  try {
    stageSettings(stage, content);
    return [];
  } catch (fault) {
    if (!(fault instanceof ConfigurationError)) throw fault;
    return fault.message.split('\n').map((line) => line.trim());
  }
};

describe('the settings of a stage', () => {
  it('are all there when only the region and the environment are given', () => {
    expect(stageSettings('dev', least)).toMatchObject({
      stage: 'dev',
      partnerSecretPrefix: 'salio/dev/partners/',
      mongodb: { secretName: 'salio/dev/mongodb', database: 'operations', maxPoolSize: 2 },
      reconciliation: { pendingMinutes: 15, askAfterMinutes: 5, graceSeconds: 600, sweepBatchSize: 10 },
      schedules: { watchPaymentsMinutes: 1, sweepStuckMinutes: 15, publishEventsMinutes: 1 },
      sourceAddresses: { mode: 'observe' },
      removal: 'retain',
    });
  });

  it('have one revenue report unless others are named, or none', () => {
    expect(stageSettings('dev', least).revenue.reports).toEqual([
      {
        name: 'power',
        mongodbSecretName: 'transaction-alerts/mongodb-connection',
        database: 'operations',
        collection: 'power_transaction_items',
        statusField: 'status',
        fulfilledValue: 'fulfilled',
        timeField: 'createdAt',
        amountField: 'amount',
        utilityField: 'utility',
        currencySymbol: '₦',
        slackSecretName: 'transaction-alerts/slack-webhook',
      },
    ]);
    expect(stageSettings('dev', { ...least, revenue: { reports: [] } }).revenue.reports).toEqual([]);
  });

  it('tell people sooner about unmatched money on one machine', () => {
    expect(stageSettings('local', least).reconciliation.graceSeconds).toBe(10);
    expect(
      stageSettings('local', { ...least, reconciliation: { graceSeconds: 60 } }).reconciliation.graceSeconds,
    ).toBe(60);
  });

  it.each(stageNames())('of %s in config/ are right', (stage) => {
    expect(readStage(stage).stage).toBe(stage);
  });
});

describe('a wrong configuration', () => {
  it('is told in one message: each field, what was expected, what was there', () => {
    const [heading, ...faults] = faultsOf({
      region: 'Ireland',
      daraja: { environment: 'live' },
      colour: 'green',
      mongodb: { maxPoolSize: 0, fields: { payments: { amounts: 'total' } }, statuses: { PAID: 'done' } },
      functions: { memoryMb: 'much' },
    });
    expect(heading).toBe('config/dev.json has 7 faults:');
    expect(faults.sort()).toEqual([
      'colour: unknown field',
      'daraja.environment: expected one of "sandbox"|"production", got "live"',
      'functions.memoryMb: expected number, got "much"',
      'mongodb.fields.payments.amounts: unknown field',
      'mongodb.maxPoolSize: expected number to be >=1, got 0',
      'mongodb.statuses.PAID: expected one of "pending"|"processing"|"completed"|"failed"|"expired"|"refunded", got "done"',
      'region: expected a region such as eu-west-1, got "Ireland"',
    ]);
  });

  it('says what is missing', () => {
    expect(faultsOf({})).toEqual([
      'config/dev.json has 2 faults:',
      'region: expected string, got nothing',
      'daraja: expected object, got nothing',
    ]);
  });

  it('is a custom domain missing in production, or one that Daraja refuses', () => {
    const production = { ...least, daraja: { environment: 'production' } };
    expect(faultsOf(production)[1]).toMatch(/^domain: required .*"execute-api"/);
    expect(faultsOf({ ...production, domain })).toEqual([]);
    for (const name of [
      'mpesa.acme.co.ke',
      'Safaricom-hooks.acme.co.ke',
      'hooks.sqlite.example',
      'executive.co.ke',
    ]) {
      expect(faultsOf({ ...production, domain: { ...domain, name } })[1]).toMatch(
        /^domain\.name: expected a name without /,
      );
    }
  });

  it('reserves fewer functions for a queue than it may start', () => {
    const queues = { paymentNotices: { maximumConcurrency: 10, reservedConcurrency: 5 } };
    expect(faultsOf({ ...least, queues })[1]).toMatch(
      /^queues\.paymentNotices\.reservedConcurrency: expected no less than/,
    );
  });

  it('names each fault of a revenue report', () => {
    const reports = [
      { name: 'Power' },
      { name: 'water', amountField: '$sum', timeField: 'at..sold', colour: 'blue', fulfilledValue: '' },
      { name: 'gas', currencyWords: [''] },
      {},
    ];
    expect(
      faultsOf({ ...least, revenue: { reports } })
        .slice(1)
        .sort(),
    ).toEqual([
      'revenue.reports.0.name: expected up to 40 small letters, digits and hyphens, got "Power"',
      'revenue.reports.1.amountField: expected the name of a field, dots lead into nested documents, without $, got "$sum"',
      'revenue.reports.1.colour: unknown field',
      'revenue.reports.1.fulfilledValue: expected string to have >=1 characters, got ""',
      'revenue.reports.1.timeField: expected the name of a field, dots lead into nested documents, without $, got "at..sold"',
      'revenue.reports.2.currencyWords.0: expected string to have >=1 characters, got ""',
      'revenue.reports.3.name: expected string, got nothing',
    ]);
    const twice = { reports: [{ name: 'power' }, { name: 'power' }] };
    expect(faultsOf({ ...least, revenue: twice })[1]).toMatch(
      /^revenue\.reports: expected a name of its own for each report/,
    );
  });

  it('would lose production data', () => {
    const fault = 'removal: expected "retain" in production, got "destroy"';
    expect(faultsOf({ ...least, removal: 'destroy' }, 'prod')[1]).toBe(fault);
    const live = { ...least, domain, daraja: { environment: 'production' } };
    expect(faultsOf({ ...live, removal: 'destroy' }, 'staging')[1]).toBe(fault);
    expect(faultsOf({ ...least, removal: 'destroy' }, 'dev')).toEqual([]);
  });

  it('is an address of runbooks that fits no description of an alarm', () => {
    const operations = { runbooksUrl: `https://${'x'.repeat(900)}` };
    expect(faultsOf({ ...least, operations })[1]).toMatch(
      /^operations\.runbooksUrl: expected string to have <=900 characters, got/,
    );
  });

  it('names a network without a subnet in each zone', () => {
    const network = {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      subnetIds: ['subnet-0123456789abcdef0'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    };
    expect(faultsOf({ ...least, network })[1]).toMatch(
      /^network\.subnetIds: expected one subnet per availability zone/,
    );
  });
});

describe('a value given twice', () => {
  const network = {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a'],
    subnetIds: ['subnet-0123456789abcdef0'],
    securityGroupIds: ['sg-0123456789abcdef0'],
  };
  const twice = (value: string) => [value, value];

  it.each([
    ['operations.alarmEmails', { operations: { alarmEmails: ['ops@acme.co.ke', 'Ops@acme.co.ke'] } }],
    ['manager.corsOrigins', { manager: { corsOrigins: twice('https://money.acme.co.ke') } }],
    ['sourceAddresses.addresses', { sourceAddresses: { addresses: twice('196.201.214.200') } }],
    [
      'network.subnetIds',
      {
        network: {
          ...network,
          availabilityZones: ['eu-west-1a', 'eu-west-1b'],
          subnetIds: twice('subnet-0123456789abcdef0'),
        },
      },
    ],
    [
      'network.securityGroupIds',
      { network: { ...network, securityGroupIds: twice('sg-0123456789abcdef0') } },
    ],
    [
      'network.endpoints.routeTableIds',
      { network: { ...network, endpoints: { routeTableIds: twice('rtb-0123456789abcdef0') } } },
    ],
  ])('is refused in %s', (field, content) => {
    const [heading, fault] = faultsOf({ ...least, ...content });
    expect(heading).toBe('config/dev.json has 1 fault:');
    expect(fault).toMatch(new RegExp(`^${field.replaceAll('.', '\\.')}: expected each only once, got \\[`));
  });
});

describe('a stage', () => {
  it('has a name that stacks and secrets can bear', () => {
    for (const stage of ['my_stage', 'Prod', '1st', '-dev', 'a'.repeat(32), '']) {
      expect(faultsOf(least, stage)).toEqual([
        `config/${stage}.json has 1 fault:`,
        `(file name): expected a lower-case letter and up to 30 of a-z, 0-9 and -, got "${stage}"`,
      ]);
    }
    expect(faultsOf(least, `a${'-2'.repeat(15)}`)).toEqual([]);
  });

  it('that does not exist is answered with those that do', () => {
    expect(() => readStage('staging')).toThrow(
      'There is no stage "staging"; the stages are dev, local, prod',
    );
    expect(() => readStage(undefined)).toThrow('No stage was named; the stages are dev, local, prod');
    expect(() => readStage('../package')).toThrow(ConfigurationError);
  });

  it('is not deployed with the domain of the example, nor if it is the local one', () => {
    expect(() => checkDeployable(readStage('prod'))).toThrow(
      /config\/prod\.json still holds the example's domain/,
    );
    expect(() => checkDeployable(readStage('local'))).toThrow('npm start');
    expect(() => checkDeployable(stageSettings('prod', { ...least, domain }))).not.toThrow();
  });
});

describe('config/stage.schema.json', () => {
  const file = join(import.meta.dirname, '../../config/stage.schema.json');

  it('is what the settings say (UPDATE_SCHEMA=1 npm test -- test/infra/stages && npm run format renews it)', () => {
    if (process.env.UPDATE_SCHEMA) writeFileSync(file, `${JSON.stringify(stageJsonSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(stageJsonSchema())));
  });
});
