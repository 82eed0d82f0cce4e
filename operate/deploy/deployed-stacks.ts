import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SynthesizedStack } from './cdk-cli.ts';
import { type Loss, lossesOf } from './losses.ts';

/** The template of a stack as it was deployed last; undefined when there is no such stack. */
export async function deployedTemplate(
  client: CloudFormationClient,
  StackName: string,
): Promise<unknown | undefined> {
  const template = await orNone(
    client.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' })),
  );
  return template?.TemplateBody === undefined ? undefined : JSON.parse(template.TemplateBody);
}

/** What of a stack's data would be lost by deploying these templates; a queue only if messages wait in it. */
export async function findLosses(
  region: string,
  stacks: readonly SynthesizedStack[],
): Promise<readonly Loss[]> {
  const client = new CloudFormationClient({ region });
  const found: Loss[] = [];
  for (const { stackName, template } of stacks) {
    const deployed = await deployedTemplate(client, stackName);
    if (deployed === undefined) continue;
    for (const loss of lossesOf(stackName, deployed, template)) {
      if (loss.type !== 'AWS::SQS::Queue' || (await holdsMessages(client, region, loss))) found.push(loss);
    }
  }
  return found;
}

/** What CloudFormation made of a stack; nothing when there is no such stack. */
export async function stackResources(
  client: CloudFormationClient,
  StackName: string,
): Promise<readonly StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  const list = async () => {
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      found.push(...(page.StackResourceSummaries ?? []));
    }
    return found;
  };
  return (await orNone(list())) ?? [];
}

async function holdsMessages(client: CloudFormationClient, region: string, loss: Loss): Promise<boolean> {
  const queue = (await stackResources(client, loss.stackName)).find(
    ({ LogicalResourceId }) => LogicalResourceId === loss.logicalId,
  );
  if (queue?.PhysicalResourceId === undefined) return false;
  const counts = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const asked = new GetQueueAttributesCommand({
    QueueUrl: queue.PhysicalResourceId,
    AttributeNames: [...counts],
  });
  const { Attributes = {} } = await new SQSClient({ region }).send(asked);
  return counts.some((count) => Number(Attributes[count] ?? 0) > 0);
}

/** CloudFormation has no error of its own for a stack that does not exist. */
async function orNone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (fault) {
    if (/does not exist/.test((fault as Error).message)) return undefined;
    throw fault;
  }
}
