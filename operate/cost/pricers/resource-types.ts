import { assumptions } from '../assumptions.ts';
import { each, million, type Pricer } from '../line.ts';
import { runsPerMonth } from '../runs-per-month.ts';
import {
  priceEndpoints,
  priceFirewalls,
  priceHooks,
  priceHooksStages,
  priceManagerApis,
  priceNatGateways,
} from './edges.ts';
import { priceFunctions } from './functions.ts';
import { priceQueues } from './queues.ts';
import { priceArchives, priceBuckets, priceBuses } from './stores.ts';
import { priceTables } from './tables.ts';
import { priceAlarms, priceDashboards, priceMetricFilters, priceWrittenMetrics } from './watching.ts';

const priceSchedules: Pricer = (schedules, { prices }) => [
  {
    ...{ service: 'Scheduler', what: 'schedules', because: 'standing', unit: 'million runs' },
    quantity:
      schedules.reduce(
        (sum, { properties }) => sum + runsPerMonth(String(properties.ScheduleExpression)),
        0,
      ) / million,
    unitPrice: prices.schedulerPerMillion,
  },
];

const pricePools: Pricer = (pools, { prices }) => [
  {
    ...{ service: 'Cognito', what: 'people who sign in', because: 'standing', unit: 'people' },
    ...{ quantity: pools.length * assumptions.managerUsers, unitPrice: prices.cognitoUserPerMonth },
  },
];

/** How each type of resource that costs something is priced. */
export const pricers: Readonly<Record<string, readonly Pricer[]>> = {
  'AWS::ApiGateway::RestApi': [priceHooks],
  'AWS::ApiGateway::Stage': [priceHooksStages],
  'AWS::ApiGatewayV2::Api': [priceManagerApis],
  'AWS::CloudWatch::Alarm': [priceAlarms],
  'AWS::CloudWatch::CompositeAlarm': [
    each('CloudWatch', 'composite alarms', (prices) => prices.compositeAlarmPerMonth),
  ],
  'AWS::CloudWatch::Dashboard': [priceDashboards],
  'AWS::Cognito::UserPool': [pricePools],
  'AWS::DynamoDB::GlobalTable': [priceTables],
  'AWS::DynamoDB::Table': [priceTables],
  'AWS::EC2::NatGateway': [priceNatGateways],
  'AWS::EC2::VPCEndpoint': [priceEndpoints],
  'AWS::Events::Archive': [priceArchives],
  'AWS::Events::EventBus': [priceBuses],
  'AWS::KMS::Key': [each('KMS', 'keys', (prices) => prices.kmsKeyPerMonth)],
  'AWS::Lambda::Function': [priceFunctions, priceWrittenMetrics],
  'AWS::Logs::MetricFilter': [priceMetricFilters],
  'AWS::Route53::HostedZone': [each('Route 53', 'hosted zones', (prices) => prices.hostedZonePerMonth)],
  'AWS::S3::Bucket': [priceBuckets],
  'AWS::SQS::Queue': [priceQueues],
  'AWS::Scheduler::Schedule': [priceSchedules],
  'AWS::SecretsManager::Secret': [
    each('Secrets Manager', 'secrets of the stacks', (prices) => prices.secretPerMonth),
  ],
  'AWS::WAFv2::WebACL': [priceFirewalls],
};

/** What costs nothing by itself, or is paid for with what it belongs to. Whatever is on neither list is refused. */
export const freeTypes: readonly (string | RegExp)[] = [
  /^AWS::IAM::/,
  /^AWS::ApiGateway::(Account|BasePathMapping|Deployment|DomainName|GatewayResponse|Method|Model|RequestValidator|Resource|Authorizer|UsagePlan|ApiKey|UsagePlanKey)$/,
  /^AWS::ApiGatewayV2::(ApiMapping|Authorizer|Deployment|DomainName|Integration|IntegrationResponse|Model|Route|RouteResponse|Stage)$/,
  /^AWS::Cognito::(UserPoolClient|UserPoolDomain|UserPoolGroup|UserPoolResourceServer|UserPoolUser)$/,
  /^AWS::EC2::(SecurityGroup|SecurityGroupIngress|SecurityGroupEgress|VPC|Subnet|RouteTable|Route|SubnetRouteTableAssociation|InternetGateway|VPCGatewayAttachment)$/,
  /^AWS::Lambda::(Permission|EventInvokeConfig|EventSourceMapping|LayerVersion|Url|Version|Alias)$/,
  // From the bus to a queue of the same account.
  'AWS::Events::Rule',
  'AWS::Events::EventBusPolicy',
  'AWS::KMS::Alias',
  // What they take in is counted with what writes into them.
  'AWS::Logs::LogGroup',
  'AWS::Logs::LogStream',
  'AWS::Logs::QueryDefinition',
  'AWS::Logs::ResourcePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SQS::QueueInlinePolicy',
  'AWS::SecretsManager::ResourcePolicy',
  // A few mails.
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::CertificateManager::Certificate',
  'AWS::Route53::RecordSet',
  'AWS::WAFv2::WebACLAssociation',
  'AWS::WAFv2::IPSet',
  // The first two of an account.
  'AWS::Budgets::Budget',
  'AWS::CE::AnomalyMonitor',
  'AWS::CE::AnomalySubscription',
  'AWS::XRay::Group',
  'AWS::CDK::Metadata',
  'AWS::CloudFormation::CustomResource',
  'AWS::CloudFormation::WaitConditionHandle',
  /^Custom::/,
];
