import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SalioFunction } from '../blocks/salio-function.ts';
import { ScheduledJob } from '../blocks/scheduled-job.ts';

const all = <Kind extends Construct>(
  scope: Construct,
  is: (found: unknown) => found is Kind,
): readonly Kind[] => scope.node.findAll().filter((found): found is Kind => is(found));

/** Every function of a stack, whichever construct made it: what is added later is looked at as well. */
export const functionsIn = (scope: Construct): readonly LambdaFunction[] =>
  all(scope, (found) => found instanceof SalioFunction).map((each) => each.function);

export const queuesIn = (scope: Construct): readonly Queue[] => all(scope, (found) => found instanceof Queue);

export const tablesIn = (scope: Construct): readonly ITable[] =>
  all(scope, (found) => found instanceof Table);

/** The functions that schedules wake. */
export const scheduledIn = (scope: Construct): readonly LambdaFunction[] =>
  all(scope, (found) => found instanceof ScheduledJob).map(({ job }) => job);

/** What people call a part: the name of the construct that we made, not of those that the CDK puts inside. */
export function wordOf({ node }: Construct): string {
  const inner = /^(Function|Queue|Table|Job|Worker|DeadLetters)$/;
  const words = node.path.split('/').slice(1);
  const own = words.findLast((word) => !inner.test(word)) ?? node.id;
  return words.includes('DeadLetters') ? `${own} dead letters` : own;
}
