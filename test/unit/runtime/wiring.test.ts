import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../local/runtime/assembly/json.ts';
import { readWiring, refuseUnknownTypes, type Wiring } from '../../../local/runtime/assembly/wiring.ts';
import { anAssembly } from '../../support/builders/an-assembly.ts';

const place = {
  account: '000000000000',
  region: 'eu-west-1',
  sqsEndpoint: 'http://127.0.0.1:1',
  gatewayUrl: 'http://127.0.0.1:2',
};

function wire(resources: JsonObject): Wiring {
  const assembly = anAssembly({ shop: { Resources: resources } });
  return readWiring(assembly, { place, secret: () => '', localize: (text) => text });
}

const queue = (properties: JsonObject) => ({ Type: 'AWS::SQS::Queue', Properties: properties });

describe('the wiring', () => {
  it('gives a queue its URL, ARN and name, and what it says of itself', () => {
    const wiring = wire({
      Dead: queue({}),
      Orders: queue({
        QueueName: 'orders',
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: '5' },
      }),
    });
    expect(wiring.all('AWS::SQS::Queue').at(1)).toMatchObject({
      name: 'orders',
      ref: 'http://127.0.0.1:1/000000000000/orders',
      arn: 'arn:aws:sqs:eu-west-1:000000000000:orders',
      properties: {
        RedrivePolicy: {
          deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:000000000000:shop-Dead',
          maxReceiveCount: 5,
        },
      },
    });
  });

  it('takes a name that is made of parts', () => {
    const wiring = wire({
      Orders: queue({ QueueName: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] } }),
    });
    expect(wiring.all('AWS::SQS::Queue')[0]?.name).toBe('a-eu-west-1');
  });

  it('keeps the names that it makes short, distinct and the same in every run', () => {
    const long = 'LongLogicalIdentifierOfSomething'.repeat(3);
    const read = () =>
      wire({ [`${long}A`]: queue({}), [`${long}B`]: queue({}) })
        .all('AWS::SQS::Queue')
        .map(({ name }) => name);
    const names = read();
    expect(names).toEqual(read());
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.length <= 63)).toBe(true);
  });

  it('passes over what means nothing here, also where it refers to what cannot be resolved', () => {
    const wiring = wire({
      Orders: queue({ KmsMasterKeyId: { 'Fn::GetAtt': ['Nowhere', 'Arn'] }, Tags: [] }),
    });
    expect(wiring.all('AWS::SQS::Queue')[0]?.properties).toEqual({});
  });

  it('refuses a property that it does not understand by name, at any depth', () => {
    const wiring = wire({
      Orders: queue({
        Colour: 'red',
        RedrivePolicy: { deadLetterTargetArn: 'arn', maxReceiveCount: 5, shape: 'round' },
      }),
    });
    expect(() => wiring.all('AWS::SQS::Queue')).toThrow(
      /shop\/Orders: RedrivePolicy: .*"shape".*shop\/Orders: .*"Colour"/,
    );
  });

  it('refuses a type that it does not know by name, all of them at once', () => {
    const assembly = anAssembly({
      shop: {
        Resources: {
          A: { Type: 'AWS::Kinesis::Stream' },
          B: { Type: 'AWS::IAM::Role' },
          C: { Type: 'AWS::RDS::DBCluster' },
        },
      },
    });
    expect(() => refuseUnknownTypes(assembly)).toThrow(
      /AWS::Kinesis::Stream shop\/A: .*; AWS::RDS::DBCluster shop\/C: /,
    );
  });

  it('refuses an attribute that it does not know', () => {
    const wiring = wire({
      Dead: queue({}),
      Orders: queue({ QueueName: { 'Fn::GetAtt': ['Dead', 'Colour'] } }),
    });
    expect(() => wiring.all('AWS::SQS::Queue')).toThrow('Dead.Colour');
  });

  it('tells all faults of all types at once when it is checked', () => {
    const wiring = wire({
      Orders: queue({ Colour: 'red' }),
      Domain: {
        Type: 'AWS::ApiGateway::BasePathMapping',
        Properties: { DomainName: 'a', RestApiId: 'b', BasePath: 'v1' },
      },
    });
    expect(() => wiring.check()).toThrow(/shop\/Orders: .*"Colour".*shop\/Domain: BasePath/);
  });
});
