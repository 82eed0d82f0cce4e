import type { Resource } from '../../../operate/cost/resources.ts';

/** A resource as a template has it. */
export const aResource = (
  type: string,
  properties: Record<string, unknown> = {},
  logicalId = 'Thing',
): Resource => ({
  logicalId,
  type,
  properties,
});

const at = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const aQueue = (
  logicalId = 'OrdersQueue0A1B2C3D',
  properties: Record<string, unknown> = {},
): Resource => aResource('AWS::SQS::Queue', properties, logicalId);

export const aTable = (
  logicalId = 'OrdersTable0A1B2C3D',
  properties: Record<string, unknown> = {},
): Resource =>
  aResource('AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST', ...properties }, logicalId);

export const aLambda = (
  service: string,
  logicalId = 'Worker',
  properties: Record<string, unknown> = {},
): Resource =>
  aResource(
    'AWS::Lambda::Function',
    {
      MemorySize: 512,
      Architectures: ['arm64'],
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: service } },
      ...properties,
    },
    logicalId,
  );

export const aMapping = (queue: string, lambda: string): Resource =>
  aResource('AWS::Lambda::EventSourceMapping', { EventSourceArn: at(queue), FunctionName: { Ref: lambda } });

export const aSchedule = (lambda: string, expression: string): Resource =>
  aResource('AWS::Scheduler::Schedule', { ScheduleExpression: expression, Target: { Arn: at(lambda) } });
