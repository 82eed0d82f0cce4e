/** A CloudFormation template, as far as it tells what holds data. */
interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Something that holds data, or that others hold on to, and would no longer be there. */
export interface Loss {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly how: 'deleted' | 'replaced';
  /** Its policy keeps it in the account, without anything that uses it. */
  readonly isKept: boolean;
  /** Why it is replaced. */
  readonly properties: readonly string[];
}

/** What holds data or has an address that others wrote down, and the properties that CloudFormation changes by making another one. */
const stateful: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': [
    'TableName',
    'KeySchema',
    'LocalSecondaryIndexes',
    'AttributeDefinitions',
    'ImportSourceSpecification',
  ],
  'AWS::S3::Bucket': ['BucketName', 'BucketNamePrefix', 'BucketNamespace', 'ObjectLockEnabled'],
  'AWS::Cognito::UserPool': ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::Events::EventBus': ['Name', 'EventSourceName'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::ApiGateway::RestApi': [],
  'AWS::ApiGateway::DomainName': ['DomainName'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
};

/** What a deployment of `next` over `deployed` would delete or replace, of all that holds data. */
export function lossesOf(stackName: string, deployed: unknown, next: unknown): readonly Loss[] {
  const before = (deployed as Template).Resources ?? {};
  const after = (next as Template).Resources ?? {};
  return Object.entries(before).flatMap(([logicalId, old]): readonly Loss[] => {
    const createOnly = stateful[old.Type];
    if (!createOnly) return [];
    const resource = after[logicalId];
    const about = { stackName, logicalId, type: old.Type } as const;
    if (resource?.Type !== old.Type) {
      const isKept = old.DeletionPolicy === 'Retain';
      return [{ ...about, how: 'deleted', isKept, properties: [] }];
    }
    const properties = createOnly.filter((name) => differs(name, old, resource));
    if (properties.length === 0) return [];
    return [{ ...about, how: 'replaced', isKept: resource.UpdateReplacePolicy === 'Retain', properties }];
  });
}

function differs(property: string, old: TemplateResource, next: TemplateResource): boolean {
  const [before, after] = [old.Properties?.[property], next.Properties?.[property]];
  if (property !== 'AttributeDefinitions') return JSON.stringify(before) !== JSON.stringify(after);
  // An attribute more, for an index more, is an update.
  const kinds = attributeKinds(after);
  return [...attributeKinds(before)].some(([name, kind]) => kinds.has(name) && kinds.get(name) !== kind);
}

const attributeKinds = (definitions: unknown): ReadonlyMap<string, string> =>
  new Map(
    (
      (definitions ?? []) as readonly { readonly AttributeName: string; readonly AttributeType: string }[]
    ).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );

/** One line for people. */
export const lossLine = ({ stackName, logicalId, type, how, isKept, properties }: Loss): string => {
  const fate = isKept ? 'the old one is kept, and nothing uses it' : 'with all that it holds';
  const why = properties.length > 0 ? ` because of ${properties.join(', ')}` : '';
  return `${logicalId} (${type}, ${stackName}) would be ${how}${why}: ${fate}`;
};
