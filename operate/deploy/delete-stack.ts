import {
  type CloudFormationClient,
  DeleteStackCommand,
  paginateDescribeStackEvents,
  type StackEvent,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { failed, ok, type Result } from '../../shared/kernel/result.ts';
import { deployedTemplate } from './deployed-stacks.ts';

const longestMinutes = 45;

/** Deletes a stack, if there is one, and waits until it is gone. The failure says what stayed and why. */
export async function deleteStack(
  client: CloudFormationClient,
  StackName: string,
): Promise<Result<undefined, string>> {
  if ((await deployedTemplate(client, StackName)) === undefined) {
    console.log(`${StackName} does not exist`);
    return ok(undefined);
  }
  console.log(`${StackName}: deleting`);
  await client.send(new DeleteStackCommand({ StackName }));
  try {
    await waitUntilStackDeleteComplete(
      { client, maxWaitTime: longestMinutes * 60, minDelay: 1, maxDelay: 10 },
      { StackName },
    );
  } catch (fault) {
    const { name } = fault as Error;
    if ('$metadata' in (fault as object)) throw fault;
    if (name === 'TimeoutError') return failed(`${StackName} was not gone after ${longestMinutes} minutes.`);
    return failed(whyItStayed(StackName, await eventsOfDeletion(client, StackName)));
  }
  console.log(`${StackName}: deleted`);
  return ok(undefined);
}

/** What happened since the stack was last told to go, oldest first. */
async function eventsOfDeletion(
  client: CloudFormationClient,
  StackName: string,
): Promise<readonly StackEvent[]> {
  const found: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName })) {
    for (const event of StackEvents) {
      found.unshift(event);
      if (isOfStack(event) && event.ResourceStatus === 'DELETE_IN_PROGRESS') return found;
    }
  }
  return found;
}

const isOfStack = ({ PhysicalResourceId, StackId }: StackEvent): boolean => PhysicalResourceId === StackId;

function whyItStayed(stackName: string, events: readonly StackEvent[]): string {
  const refused = events.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
  const resources = refused.filter((event) => !isOfStack(event));
  const shown = (resources.length > 0 ? resources : refused).map(
    ({ LogicalResourceId, ResourceType, ResourceStatusReason = 'no reason given' }) =>
      `  ${LogicalResourceId} (${ResourceType}): ${ResourceStatusReason}`,
  );
  return [`${stackName} could not be deleted:`, ...new Set(shown)].join('\n');
}
