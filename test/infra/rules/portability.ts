import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Json, Synthesized } from '../support/synthesized.ts';

const commonTypes = new Set([
  ...['Account', 'BasePathMapping', 'Deployment', 'DomainName', 'Method', 'Resource', 'RestApi', 'Stage'].map(
    (t) => `ApiGateway::${t}`,
  ),
  ...['Api', 'Authorizer', 'Integration', 'Route', 'Stage'].map((t) => `ApiGatewayV2::${t}`),
  ...['UserPool', 'UserPoolClient', 'UserPoolGroup'].map((t) => `Cognito::${t}`),
  ...['EventInvokeConfig', 'EventSourceMapping', 'Function', 'Permission'].map((t) => `Lambda::${t}`),
  ...[
    'SQS::Queue',
    'SQS::QueuePolicy',
    'SNS::Topic',
    'SNS::TopicPolicy',
    'SNS::Subscription',
    'S3::Bucket',
    'S3::BucketPolicy',
  ],
  ...[
    'DynamoDB::Table',
    'Events::EventBus',
    'Events::Rule',
    'Scheduler::Schedule',
    'Logs::LogGroup',
    'CloudWatch::Alarm',
    'CloudWatch::Dashboard',
    'Budgets::Budget',
    'KMS::Key',
  ],
  ...['WAFv2::WebACL', 'WAFv2::WebACLAssociation'],
  ...['IAM::Role', 'IAM::Policy', 'Route53::RecordSet', 'EC2::SecurityGroup', 'EC2::VPCEndpoint'],
]);

/** A template is plain CloudFormation: it deploys wherever that is spoken, and holds no secret. */
export const portability = (synthesized: Synthesized): void => {
  const { templates, resources, settings, folder } = synthesized;

  it('has no findings of cdk-nag or CloudFormation, warnings included', () => {
    expect(JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')).pluginReports).toEqual(
      [],
    );
  });

  it('uses common resource types, no custom resource, no macro', () => {
    const uncommon = resources
      .map(({ type }) => type)
      .filter((type) => !commonTypes.has(type.replace('AWS::', '')));
    expect(uncommon).toEqual([]);
    expect(Object.values(templates).flatMap(({ Transform: transform }) => transform ?? [])).toEqual([]);
  });

  it('asks for no parameter, and states no rule about one', () => {
    const asked = Object.values(templates).flatMap(({ Parameters: p, Rules: rules }) =>
      Object.keys({ ...p, ...rules }),
    );
    expect(asked).toEqual([]);
    expect(JSON.stringify(templates)).not.toContain('AWS::SSM::Parameter');
  });

  it('leans on no attribute of what emulators of AWS know by its name only', () => {
    const byName = /^AWS::(ApiGatewayV2|CloudWatch|Cognito|Scheduler|WAFv2)::/;
    const weak = new Set(resources.filter(({ type }) => byName.test(type)).map(({ id }) => id));
    const strong = [
      ...resources.filter(({ type }) => !byName.test(type)).map(({ properties }) => properties),
      ...Object.values(templates).map(({ Outputs: outputs }) => outputs ?? {}),
    ];
    const attributes = [...JSON.stringify(strong).matchAll(/"Fn::GetAtt":\["(\w+)"/g)].map(
      ([, id = '']) => id,
    );
    expect(attributes.filter((id) => weak.has(id))).toEqual([]);
    const buses = new Set(
      resources.filter(({ type }) => type === 'AWS::Events::EventBus').map(({ id }) => id),
    );
    const references = [...JSON.stringify(strong).matchAll(/"Ref":"(\w+)"/g)].map(([, id = '']) => id);
    expect(references.filter((id) => buses.has(id))).toEqual([]);
  });

  it('exports no bare reference to these, which such an emulator then does not export at all', () => {
    const unknown = /^AWS::(ApiGateway::Stage|(ApiGatewayV2|CloudWatch|Cognito|Scheduler|WAFv2)::)/;
    const weak = new Set(resources.filter(({ type }) => unknown.test(type)).map(({ id }) => id));
    const outputs = Object.values(templates).flatMap(({ Outputs: found }) =>
      Object.values<Json>(found ?? {}),
    );
    const bare = outputs.filter((output) => output.Export !== undefined && weak.has(output.Value?.Ref));
    expect(bare).toEqual([]);
  });

  it('is protected from deletion where its data is kept', () => {
    const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const stacks = Object.values<Json>(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
    expect(stacks.map(({ properties }) => properties.terminationProtection === true)).toEqual(
      stacks.map(() => settings.removal === 'retain'),
    );
  });

  it('looks nothing up and crosses no region', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest.missing).toBeUndefined();
    expect(JSON.stringify(templates)).not.toContain('Custom::CrossRegion');
  });

  it('names neither account nor region unless the stage is pinned', () => {
    const text = JSON.stringify(templates);
    if (settings.account === undefined)
      expect(text.replaceAll(/"[^"]*certificate[^"]*"/g, '')).not.toContain(settings.region);
  });

  it('gives a name only to what people type', () => {
    const named = resources.filter(({ properties: p }) =>
      Boolean(
        p.TableName ??
          p.BucketName ??
          p.QueueName ??
          p.TopicName ??
          p.FunctionName?.length ??
          p.LogGroupName ??
          p.RoleName,
      ),
    );
    expect(named.map(({ id }) => id)).toEqual([]);
    expect(resources.find(({ type }) => type === 'AWS::Events::EventBus')?.properties.Name).toBe(
      `salio-${settings.stage}`,
    );
  });

  it('holds no secret', () => {
    expect(resources.filter(({ type }) => type === 'AWS::SecretsManager::Secret')).toEqual([]);
    const text = JSON.stringify(templates);
    expect(text).not.toMatch(/mongodb(\+srv)?:\/\//);
    expect(text).not.toMatch(
      /consumerSecret|securityCredential|hooks\.slack(-gov)?\.com\/|resolve:secretsmanager/,
    );
    expect(text).not.toMatch(/AKIA[0-9A-Z]{16}|BEGIN [A-Z ]*PRIVATE KEY/);
  });
};
