import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { ConfigurationError, type StageSettings } from '../lib/stages.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import { stackResources } from './deploy/deployed-stacks.ts';
import { checkPinnedAccount } from './doctor/account.ts';
import type { Installation } from './installation.ts';

/** Those that hold functions and queues. */
const stacks = ['pipeline', 'manager', 'operations'];
/** Calls of the Lambda API under way at once. */
const width = 5;

/** What CloudFormation made of a stage. */
export async function stageInstallation(settings: StageSettings): Promise<Installation> {
  const { stage, region } = settings;
  Object.assign(process.env, { AWS_REGION: region, AWS_DEFAULT_REGION: region });
  await checkPinnedAccount(settings);
  const client = new CloudFormationClient({ region });
  const ofStacks = stacks.map((name) => stackResources(client, `salio-${stage}-${name}`));
  const resources = (await Promise.all(ofStacks)).flat();
  if (resources.length === 0) {
    throw new ConfigurationError(
      `Stage ${stage} is not deployed in ${region} of this account: npm run deploy -- --stage ${stage}`,
    );
  }
  const ofType = (type: string) => resources.filter(({ ResourceType }) => ResourceType === type);
  const lambda = new LambdaClient();
  const functions = await sideBySide(ofType('AWS::Lambda::Function'), width, async (resource) => {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: resource.PhysicalResourceId });
    const { FunctionArn: arn = '', Environment } = await lambda.send(asked);
    const variables = Environment?.Variables ?? {};
    return { word: variables.POWERTOOLS_SERVICE_NAME ?? '', arn, variables };
  });
  const workers = await sideBySide(ofType('AWS::Lambda::EventSourceMapping'), width, async (resource) => {
    const { EventSourceArn: queue = '', FunctionArn } = await lambda.send(
      new GetEventSourceMappingCommand({ UUID: resource.PhysicalResourceId }),
    );
    return { queue: nameIn(queue), worker: functions.find(({ arn }) => arn === FunctionArn)?.word };
  });
  return {
    stage,
    region,
    variables: Object.assign({}, ...functions.map(({ variables }) => variables)) as Record<string, string>,
    queues: ofType('AWS::SQS::Queue').map(({ LogicalResourceId = '', PhysicalResourceId: url = '' }) => {
      const worker = workers.find(({ queue }) => queue === url.slice(url.lastIndexOf('/') + 1))?.worker;
      return { name: queueName(LogicalResourceId), url, ...(worker !== undefined && { worker }) };
    }),
    startJob: async (job, time) => {
      const found = functions.find(({ word }) => word === job);
      if (!found) throw new Error(`there is no job ${job} on this stage`);
      // Not waited for: what fails is tried again by Lambda and ends in the dead letters once more.
      await lambda.send(
        new InvokeCommand({
          FunctionName: found.arn,
          InvocationType: 'Event',
          Payload: JSON.stringify({ time, job }),
        }),
      );
    },
  };
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** CDK makes logical ids of the construct's path and a hash: `PaymentNoticesQueue0A1B2C3D`. */
export const queueName = (logicalId: string): string =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/Queue$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
