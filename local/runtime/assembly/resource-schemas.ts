import { z } from 'zod';
import { apiSchemas } from './api-schemas.ts';

/**
 * What the runtime understands of each resource type, and nothing more: the schemas are strict, so a property that is
 * neither here nor on the list of what means nothing locally is refused by its name.
 */
const number = z.coerce.number();
const flag = z.union([z.boolean(), z.stringbool()]);
const json = z.json();
const texts = z.record(z.string(), z.string());
const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});

const table = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
    .optional(),
  LocalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
    .optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
});

const queue = z.strictObject({
  QueueName: z.string().optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  VisibilityTimeout: number.optional(),
  DelaySeconds: number.optional(),
  MessageRetentionPeriod: number.optional(),
  MaximumMessageSize: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  FifoQueue: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
});

const bucket = z.strictObject({ BucketName: z.string().optional() });

const secret = z.strictObject({
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: z
    .strictObject({
      SecretStringTemplate: z.string().optional(),
      GenerateStringKey: z.string().optional(),
      PasswordLength: number.default(32),
      ExcludeCharacters: z.string().default(''),
      ExcludePunctuation: flag.default(false),
      ExcludeLowercase: flag.default(false),
      ExcludeUppercase: flag.default(false),
      ExcludeNumbers: flag.default(false),
      IncludeSpace: flag.default(false),
      RequireEachIncludedType: flag.default(true),
    })
    .optional(),
});

const lambda = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Environment: z.strictObject({ Variables: texts.default({}) }).default({ Variables: {} }),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  ReservedConcurrentExecutions: number.optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
});

const asyncInvocation = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: number.optional(),
  MaximumEventAgeInSeconds: number.optional(),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() })
    .optional(),
});

const eventSourceMapping = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: number.default(10),
  MaximumBatchingWindowInSeconds: number.default(0),
  Enabled: flag.default(true),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number.optional() }).optional(),
});

const deadLetters = z.strictObject({ Arn: z.string() }).optional();
const retries = z
  .strictObject({
    MaximumEventAgeInSeconds: number.default(86_400),
    MaximumRetryAttempts: number.default(185),
  })
  .optional();

const bus = z.strictObject({ Name: z.string() });

const rule = z.strictObject({
  Name: z.string().optional(),
  EventBusName: z.string().default('default'),
  EventPattern: json,
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Arn: z.string(),
        Id: z.string(),
        Input: z.string().optional(),
        InputPath: z.string().optional(),
        DeadLetterConfig: deadLetters,
        RetryPolicy: retries,
      }),
    )
    .default([]),
});

const schedule = z.strictObject({
  Name: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  StartDate: z.string().optional(),
  EndDate: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.strictObject({
    Arn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: retries,
    DeadLetterConfig: deadLetters,
  }),
});

const watched = {
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
};

const alarm = z.strictObject({
  AlarmDescription: z.string().default(''),
  ComparisonOperator: z.string(),
  EvaluationPeriods: number,
  Threshold: number,
  Period: number.optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  TreatMissingData: z.string().optional(),
  ...watched,
  Metrics: z
    .array(
      z.strictObject({
        Id: z.string(),
        Expression: z.string().optional(),
        Label: z.string().optional(),
        ReturnData: z.boolean().optional(),
        Period: number.optional(),
        MetricStat: z
          .strictObject({ Metric: z.strictObject(watched), Period: number, Stat: z.string() })
          .optional(),
      }),
    )
    .default([]),
});

export const schemas = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::SQS::Queue': queue,
  'AWS::S3::Bucket': bucket,
  'AWS::SecretsManager::Secret': secret,
  'AWS::Lambda::Function': lambda,
  'AWS::Lambda::EventInvokeConfig': asyncInvocation,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Events::EventBus': bus,
  'AWS::Events::Rule': rule,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::CloudWatch::Alarm': alarm,
  ...apiSchemas,
} as const;

export type HandledType = keyof typeof schemas;
export type Properties<T extends HandledType> = z.output<(typeof schemas)[T]>;

export function isHandled(type: string): type is HandledType {
  return Object.hasOwn(schemas, type);
}
