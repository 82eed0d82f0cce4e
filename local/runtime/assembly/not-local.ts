import type { Json, JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';

/**
 * What the deployed system needs and one machine does not. This list is the whole of it: any other type or property
 * that the runtime does not understand stops the start by name, so that nothing is left out in silence.
 */
const types: readonly (string | RegExp)[] = [
  // Who may do what, and with which key: everything here belongs to one person.
  /^AWS::IAM::/,
  /^AWS::KMS::/,
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::Events::EventBusPolicy',
  /^AWS::WAFv2::/,
  // Being watched: the local surface and the log files take its place.
  'AWS::CloudWatch::Dashboard',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::AnomalyDetector',
  /^AWS::Logs::/,
  'AWS::ApiGateway::Account',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  /^AWS::Synthetics::/,
  /^AWS::Budgets::/,
  // Being reached: everything listens on loopback.
  /^AWS::EC2::/,
  /^AWS::CloudFront::/,
  /^AWS::Route53::/,
  /^AWS::CertificateManager::/,
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGatewayV2::DomainName',
  // Keeping copies of what `.salio` keeps.
  /^AWS::Backup::/,
  'AWS::Events::Archive',
  // How a deployment goes, not what it is.
  'AWS::ApiGateway::Deployment',
  'AWS::CDK::Metadata',
  'AWS::Scheduler::ScheduleGroup',
  /^Custom::(LogRetention|S3AutoDeleteObjects)$/,
  // Signing in: the issuer here gives tokens to anyone on this machine.
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::Cognito::UserPoolRiskConfigurationAttachment',
];

/** Paths below `Properties`; those of `*` hold for every type. A path goes through lists. */
const properties: Readonly<Record<string, readonly string[]>> = {
  '*': ['Tags', 'Description', 'RoleArn', 'Role'],
  'AWS::ApiGateway::Method': [
    'MethodResponses',
    'OperationName',
    'Integration.Credentials',
    'Integration.IntegrationHttpMethod',
  ],
  'AWS::ApiGateway::RestApi': [
    'EndpointConfiguration',
    'MinimumCompressionSize',
    'DisableExecuteApiEndpoint',
  ],
  'AWS::ApiGateway::Stage': ['AccessLogSetting', 'MethodSettings', 'TracingEnabled', 'DeploymentId'],
  'AWS::ApiGatewayV2::Api': ['DisableExecuteApiEndpoint'],
  'AWS::ApiGatewayV2::Stage': ['AccessLogSettings', 'DefaultRouteSettings', 'AutoDeploy', 'RouteSettings'],
  'AWS::CloudWatch::Alarm': ['ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions'],
  'AWS::DynamoDB::GlobalTable': [
    'BillingMode',
    'Replicas',
    'SSESpecification',
    'WriteOnDemandThroughputSettings',
    'WriteProvisionedThroughputSettings',
    'WarmThroughput',
    'GlobalSecondaryIndexes.WriteOnDemandThroughputSettings',
    'GlobalSecondaryIndexes.WarmThroughput',
  ],
  'AWS::DynamoDB::Table': [
    'BillingMode',
    'ContributorInsightsSpecification',
    'DeletionProtectionEnabled',
    'OnDemandThroughput',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'ResourcePolicy',
    'SSESpecification',
    'TableClass',
    'WarmThroughput',
    'GlobalSecondaryIndexes.ContributorInsightsSpecification',
    'GlobalSecondaryIndexes.OnDemandThroughput',
    'GlobalSecondaryIndexes.ProvisionedThroughput',
    'GlobalSecondaryIndexes.WarmThroughput',
  ],
  'AWS::Events::EventBus': ['KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig', 'Policy'],
  'AWS::Events::Rule': ['Targets.RoleArn'],
  'AWS::Lambda::EventSourceMapping': ['MetricsConfig', 'KmsKeyArn', 'LoggingConfig'],
  'AWS::Lambda::Function': [
    'Architectures',
    'CodeSigningConfigArn',
    'EphemeralStorage',
    'KmsKeyArn',
    'LoggingConfig',
    'RecursiveLoop',
    'Runtime',
    'RuntimeManagementConfig',
    'SnapStart',
    'TracingConfig',
    'VpcConfig',
  ],
  'AWS::S3::Bucket': [
    'AccessControl',
    'BucketEncryption',
    'IntelligentTieringConfigurations',
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'ObjectLockConfiguration',
    'ObjectLockEnabled',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'VersioningConfiguration',
  ],
  'AWS::SQS::Queue': [
    'KmsDataKeyReusePeriodSeconds',
    'KmsMasterKeyId',
    'RedriveAllowPolicy',
    'SqsManagedSseEnabled',
  ],
  'AWS::Scheduler::Schedule': ['FlexibleTimeWindow', 'GroupName', 'KmsKeyArn', 'Target.RoleArn'],
  'AWS::SecretsManager::Secret': ['KmsKeyId', 'ReplicaRegions'],
};

/** Types of which only the identity counts: nobody looks at their properties here. */
const identityOnly: readonly string[] = ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient'];

/** Whether a resource of this type is left out here altogether. */
export function meansNothingLocally(type: string): boolean {
  return [...types, ...identityOnly].some((entry) =>
    typeof entry === 'string' ? entry === type : entry.test(type),
  );
}

/** The resource's properties without those that mean nothing here. */
export function localProperties(type: string, given: JsonObject): JsonObject {
  const paths = [...(properties['*'] ?? []), ...(properties[type] ?? [])].map((path) => path.split('.'));
  return paths.reduce((rest, path) => without(rest, path) as JsonObject, given);
}

function without(value: Json, path: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item: Json) => without(item, path));
  const [first, ...rest] = path;
  if (!isJsonObject(value) || first === undefined || value[first] === undefined) return value;
  const { [first]: inner, ...others } = value;
  return rest.length === 0 || inner === undefined ? others : { ...others, [first]: without(inner, rest) };
}
