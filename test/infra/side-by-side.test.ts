import { globSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { buildApp } from '../../lib/app.ts';
import { stageSettings } from '../../lib/stages.ts';
import type { Json } from './support/synthesized.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'salio-side-by-side-'));
const bundles = join(folder, 'bundles');
for (const source of globSync('*/*.ts', { cwd: join(root, 'lambdas') }))
  mkdirSync(join(bundles, source.replace(/\.ts$/, '')), { recursive: true });

/** The properties by which resources are known to the whole account and region. */
const names =
  /^(Name|TableName|BucketName|QueueName|FunctionName|RoleName|PolicyName|TopicName|AlarmName|DashboardName|LogGroupName|UserPoolName|ApiName)$/;
/** What is known to its own parent only. */
const within = new Set(['AWS::IAM::Policy', 'AWS::ApiGatewayV2::Authorizer']);

const claimedBy = (stage: string): readonly string[] => {
  const settings = stageSettings(stage, {
    region: 'eu-west-1',
    daraja: { environment: 'sandbox' },
    hooks: { waf: true },
  });
  const { stacks } = buildApp({ stage: settings, outdir: join(folder, stage), bundles }).synth();
  return stacks.flatMap(({ stackName, templateFullPath }) => {
    const template: Json = JSON.parse(readFileSync(templateFullPath, 'utf8'));
    const named = Object.values<Json>(template.Resources).flatMap(
      ({ Type: type, Properties: properties = {} }) =>
        within.has(type)
          ? []
          : Object.entries<Json>(properties)
              .filter(([key, value]) => names.test(key) && typeof value === 'string')
              .map(([, value]) => `${type} ${value}`),
    );
    const exported = Object.values<Json>(template.Outputs ?? {}).flatMap(({ Export: it }) =>
      it === undefined ? [] : `export ${it.Name}`,
    );
    return [`stack ${stackName}`, ...named, ...exported];
  });
};

it('has two stages in one account share no name of a stack, of a resource or of an export', () => {
  const [one, other] = [claimedBy('dev'), new Set(claimedBy('dev-2'))];
  expect(one.length).toBeGreaterThan(20);
  expect(one.filter((name) => other.has(name))).toEqual([]);
});
