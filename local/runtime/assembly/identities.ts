import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import type { Resource } from './read-assembly.ts';

/** Where things are on this machine, as far as their identifiers contain it. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly sqsEndpoint: string;
  readonly gatewayUrl: string;
}

/** What `Ref` gives, and `Fn::GetAtt` by attribute. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (name: string, place: Place, resource: Resource) => Identity;

/** The property with which a template may name a resource itself. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
};

const named = (service: string, kind = '', more: Readonly<Record<string, string>> = {}): Identify => {
  return (name, place) => ({ ref: name, attributes: { Arn: arn(place, service, kind + name), ...more } });
};

const table = named('dynamodb', 'table/');

const identities: Readonly<Record<string, Identify>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Lambda::Function': named('lambda', 'function:'),
  'AWS::S3::Bucket': (name) => ({ ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } }),
  'AWS::SQS::Queue': (name, place) => ({
    ref: `${place.sqsEndpoint}/${place.account}/${name}`,
    attributes: {
      Arn: arn(place, 'sqs', name),
      QueueName: name,
      QueueUrl: `${place.sqsEndpoint}/${place.account}/${name}`,
    },
  }),
  'AWS::SecretsManager::Secret': (name, place) => {
    const id = secretArn(place, name);
    return { ref: id, attributes: { Id: id } };
  },
  'AWS::Events::EventBus': (name, place) => ({
    ref: name,
    attributes: { Arn: arn(place, 'events', `event-bus/${name}`), Name: name },
  }),
  'AWS::Events::Rule': named('events', 'rule/'),
  'AWS::Scheduler::Schedule': named('scheduler', 'schedule/default/'),
  'AWS::ApiGateway::RestApi': (name) => ({
    ref: shortId(name),
    attributes: { RootResourceId: `${shortId(name)}-root`, RestApiId: shortId(name) },
  }),
  'AWS::ApiGateway::Stage': (_name, _place, resource) => ({
    ref: String(resource.properties.StageName),
    attributes: {},
  }),
  'AWS::ApiGatewayV2::Stage': (_name, _place, resource) => ({
    ref: String(resource.properties.StageName),
    attributes: {},
  }),
  'AWS::ApiGatewayV2::Api': (name, place) => ({
    ref: shortId(name),
    attributes: { ApiEndpoint: place.gatewayUrl, ApiId: shortId(name) },
  }),
  'AWS::Cognito::UserPool': (name, place) => {
    const id = `${place.region}_${shortId(name)}`;
    return {
      ref: id,
      attributes: {
        Arn: arn(place, 'cognito-idp', `userpool/${id}`),
        ProviderName: `cognito-idp.${place.region}.amazonaws.com/${id}`,
        ProviderURL: `https://cognito-idp.${place.region}.amazonaws.com/${id}`,
        UserPoolId: id,
      },
    };
  },
  'AWS::Cognito::UserPoolClient': (name) => ({ ref: shortId(name), attributes: { ClientId: shortId(name) } }),
};

/**
 * How a resource is called on this machine: the same in every run, since the state of the last one is kept.
 * A type without a line of its own is one that means nothing here; only its syntax has to be right.
 */
export function identify(resource: Resource, name: string, place: Place): Identity {
  return (identities[resource.type] ?? named('local'))(name, place, resource);
}

/** The name that the template gives to a resource, as it stands there: it may be an expression. */
export function givenName(resource: Resource): Json | undefined {
  const property = nameProperties[resource.type];
  return property === undefined ? undefined : resource.properties[property];
}

/** The name of a resource to which the template gives none, within the 63 characters that S3 allows. */
export function derivedName(resource: Resource): string {
  // As CloudFormation does it: apps cut the name out of the ARN again, and count the hyphens.
  if (resource.type === 'AWS::SecretsManager::Secret')
    return `${resource.logicalId}-${shortId(resource.stack.name)}`;
  const name = `${resource.stack.name}-${resource.logicalId}`;
  const cased = resource.type === 'AWS::S3::Bucket' ? name.toLowerCase() : name;
  return cased.length <= 63 ? cased : `${cased.slice(0, 52)}-${shortId(name)}`;
}

/** Secrets Manager ends an ARN with six characters of its own; here they follow from the name. */
export function secretArn(place: Pick<Place, 'account' | 'region'>, name: string): string {
  return arn(place, 'secretsmanager', `secret:${name}-${shortId(name).slice(0, 6)}`);
}

function arn(place: Pick<Place, 'account' | 'region'>, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
}

function shortId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 10);
}
