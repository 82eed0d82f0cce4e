import {
  CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ConfigurationError, type StageSettings } from '../lib/stages.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import type { Installation } from './installation.ts';

/** Those that hold functions and queues. */
const stacks = ['pipeline', 'manager', 'operations'];
/** Calls of the Lambda API under way at once. */
const width = 5;

/** What CloudFormation made of a stage. */
export async function stageInstallation({ stage, region }: StageSettings): Promise<Installation> {
  Object.assign(process.env, { AWS_REGION: region, AWS_DEFAULT_REGION: region });
  const resources = (await Promise.all(stacks.map((name) => resourcesOf(`salio-${stage}-${name}`)))).flat();
  if (resources.length === 0) {
    throw new ConfigurationError(
      `Stage ${stage} is not deployed in ${region} of this account: npm run deploy -- --stage ${stage}`,
    );
  }
  const ofType = (type: string) => resources.filter(({ ResourceType }) => ResourceType === type);
  const lambda = new LambdaClient();
  const environments = await sideBySide(ofType('AWS::Lambda::Function'), width, async (resource) => {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: resource.PhysicalResourceId });
    return (await lambda.send(asked)).Environment?.Variables ?? {};
  });
  return {
    stage,
    region,
    variables: Object.assign({}, ...environments) as Record<string, string>,
    queues: ofType('AWS::SQS::Queue').map(({ LogicalResourceId = '', PhysicalResourceId: url = '' }) => ({
      name: queueName(LogicalResourceId),
      url,
    })),
  };
}

async function resourcesOf(StackName: string): Promise<readonly StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  try {
    for await (const page of paginateListStackResources(
      { client: new CloudFormationClient() },
      { StackName },
    ))
      found.push(...(page.StackResourceSummaries ?? []));
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
  }
  return found;
}

/** CDK makes logical ids of the construct's path and a hash: `PaymentNoticesQueue0A1B2C3D`. */
const queueName = (logicalId: string): string =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/Queue$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
