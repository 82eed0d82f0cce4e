import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { buildApp } from '../../lib/app.ts';
import { alarms } from './rules/alarms.ts';
import { cost, costInDocs } from './rules/cost.ts';
import { dashboard } from './rules/dashboard.ts';
import { data } from './rules/data.ts';
import { environments } from './rules/environments.ts';
import { facts } from './rules/facts.ts';
import { functions } from './rules/functions.ts';
import { hooks } from './rules/hooks.ts';
import { installed } from './rules/installed.ts';
import { managerRoutes } from './rules/manager-routes.ts';
import { permissions } from './rules/permissions.ts';
import { portability } from './rules/portability.ts';
import { work } from './rules/work.ts';
import { everySetting, synthesizeStages } from './support/synthesized.ts';

// One file, so that each stage is synthesized once. The rules look at every resource, whichever construct made it.
const bundleFolder = mkdtempSync(join(tmpdir(), 'salio-bundles-'));
const synthesized = await synthesizeStages(bundleFolder);

describe.each([...synthesized])('the templates of %s', (_, stage) => {
  describe('permissions', () => permissions(stage));
  describe('data', () => data(stage));
  describe('work', () => work(stage));
  describe('facts', () => facts(stage));
  describe('installed', () => installed(stage));
  describe('functions', () => functions(stage));
  describe('alarms', () => alarms(stage));
  describe('dashboard', () => dashboard(stage));
  describe('hooks', () => hooks(stage));
  describe('manager', () => managerRoutes(stage));
  describe('portability', () => portability(stage));
  describe('cost', () => cost(stage));
});

describe.each([...synthesized].filter(([name]) => name === 'dev'))('the cost of %s', (_, stage) =>
  costInDocs(stage),
);

describe.each([...synthesized].filter(([name]) => ['dev', everySetting].includes(name)))(
  'the functions of %s',
  (_, stage) => environments(stage),
);

describe('the alarms of every stage', () => {
  it('are among those of the local one, whose failures are brought about in test/flow/alarms', () => {
    const known =
      synthesized
        .get('local')
        ?.of('AWS::CloudWatch::Alarm')
        .map(({ id }) => id) ?? [];
    for (const [, stage] of synthesized) {
      expect(known).toEqual(expect.arrayContaining(stage.of('AWS::CloudWatch::Alarm').map(({ id }) => id)));
    }
  });
});

describe('a finding of cdk-nag', () => {
  it('fails the synthesis', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'salio-finding-'));
    const app = buildApp({ stage: 'dev', outdir, bundles: bundleFolder });
    new Bucket(app.node.findChild('Data') as Stack, 'Careless');
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });
});

describe('a bundle', () => {
  it.each(synthesized.get('dev')?.bundles ?? [])(
    '$lambda stays within its budget',
    ({ bytes, holdsMongoDb, holdsS3 }) => {
      // S3's client alone is 120 KB.
      expect(bytes).toBeLessThanOrEqual(holdsMongoDb ? 1.35e6 : holdsS3 ? 600e3 : 500e3);
    },
  );
});
