// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these placeholders are not JavaScript's
import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../local/runtime/assembly/json.ts';
import { createResolver } from '../../../local/runtime/assembly/resolver.ts';
import { anAssembly, type Template } from '../../support/builders/an-assembly.ts';

const stacks: Readonly<Record<string, Template>> = {
  data: {
    Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
    Outputs: { Name: { Value: { Ref: 'Table' }, Export: { Name: 'data:Table' } } },
  },
  main: {
    Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
    Parameters: {
      Size: { Type: 'Number', Default: 3 },
      Ssm: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
    },
    Mappings: { Sizes: { small: { memory: 128 } } },
    Conditions: {
      IsLocal: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '000000000000'] },
      IsNot: { 'Fn::Not': [{ Condition: 'IsLocal' }] },
      Both: {
        'Fn::And': [
          { Condition: 'IsLocal' },
          { 'Fn::Or': [{ Condition: 'IsNot' }, { Condition: 'IsLocal' }] },
        ],
      },
    },
  },
};

function resolve(value: Json): Json | undefined {
  const assembly = anAssembly(stacks);
  const resolver = createResolver(assembly, {
    account: '000000000000',
    region: 'eu-west-1',
    ref: (stack, logicalId) => `${stack.name}.${logicalId}`,
    attribute: (stack, logicalId, attribute) => `${stack.name}.${logicalId}.${attribute}`,
    secret: (id, key) => `<${id}|${key}>`,
    localize: (text) => text.replace('https://far', 'http://near'),
  });
  const main = assembly.stacks.find(({ name }) => name === 'main');
  if (!main) throw new Error('no stack');
  return resolver(value, main);
}

describe('the resolver', () => {
  it.each<[string, Json, Json]>([
    ['a resource', { Ref: 'Queue' }, 'main.Queue'],
    ['a parameter', { Ref: 'Size' }, 3],
    ['the region', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['the stack', { Ref: 'AWS::StackName' }, 'main'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'main.Queue.Arn'],
    ['an attribute in its short form', { 'Fn::GetAtt': 'Queue.Arn' }, 'main.Queue.Arn'],
    ['another stack', { 'Fn::ImportValue': 'data:Table' }, 'data.Table'],
    ['joined parts', { 'Fn::Join': ['-', ['a', { Ref: 'Queue' }, 'b']] }, 'a-main.Queue-b'],
    ['a split list', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    ['a selected part', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
    ['a mapped value', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    [
      'a substitution',
      { 'Fn::Sub': '${AWS::Region}:${Queue}:${Queue.Arn}:${!kept}' },
      'eu-west-1:main.Queue:main.Queue.Arn:${kept}',
    ],
    [
      'a substitution with values',
      { 'Fn::Sub': ['${A}${AWS::Region}', { A: { Ref: 'Size' } }] },
      '3eu-west-1',
    ],
    ['a condition that holds', { 'Fn::If': ['Both', 'yes', 'no'] }, 'yes'],
    ['a condition that does not', { 'Fn::If': ['IsNot', 'yes', { Ref: 'Queue' }] }, 'main.Queue'],
    ['an absent value in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
    ['an absent value in an object', { A: { Ref: 'AWS::NoValue' }, B: 1 }, { B: 1 }],
    ['a secret', 'x{{resolve:secretsmanager:shop/key:SecretString:password::}}y', 'x<shop/key|password>y'],
    [
      'a secret by ARN',
      '{{resolve:secretsmanager:arn:aws:secretsmanager:r:a:secret:s-123456:SecretString:::}}',
      '<arn:aws:secretsmanager:r:a:secret:s-123456|>',
    ],
    ['a public URL', { 'Fn::Join': ['', ['https://', 'far']] }, 'http://near'],
    ['an object with one field of its own', { Audience: ['a'] }, { Audience: ['a'] }],
  ])('gives %s', (_what, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each<[Json, string]>([
    [{ 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Fn::Cidr'],
    [{ 'Fn::Transform': {} }, 'Fn::Transform'],
    [{ Ref: 'Nothing' }, 'Nothing'],
    [{ Ref: 'Ssm' }, 'Ssm'],
    [{ 'Fn::ImportValue': 'data:Nothing' }, 'data:Nothing'],
    ['{{resolve:ssm:/some/name}}', 'resolve:ssm'],
  ])('refuses %j by name', (value, name) => {
    expect(() => resolve(value)).toThrow(name);
  });
});
