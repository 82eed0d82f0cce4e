import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigurationError } from '../../lib/stages.ts';
import { awsFault, doubtful, type Finding, right, wrong } from './finding.ts';

/** Where CDK's bootstrap notes its version. */
const bootstrapParameter = '/cdk-bootstrap/hnb659fds/version';
/** What the templates of this version of CDK ask for. */
const leastBootstrap = 6;

interface Place {
  readonly stage: string;
  readonly region: string;
  readonly account?: string | undefined;
}

/** Whose credentials they are; `account` only if they can be used for this stage. */
export async function lookAtAccount({
  stage,
  region,
  account,
}: Place): Promise<{ readonly finding: Finding; readonly account?: string }> {
  const check = 'AWS credentials';
  try {
    const who = await new STSClient({ region, maxAttempts: 2 }).send(new GetCallerIdentityCommand());
    const found = who.Account ?? '';
    if (account !== undefined && found !== account) {
      const message = `are of account ${found}, and config/${stage}.json pins the stage to ${account}: take a profile of that account`;
      return { finding: wrong(check, message) };
    }
    return { finding: right(check, `account ${found}, ${who.Arn}`), account: found };
  } catch (fault) {
    return { finding: wrong(check, awsFault(fault)) };
  }
}

/** Throws ConfigurationError when a stage is pinned to an account and the credentials are not of that one. */
export async function checkPinnedAccount(place: Place): Promise<void> {
  if (place.account === undefined) return;
  const { finding, account } = await lookAtAccount(place);
  if (account === undefined) throw new ConfigurationError(`The credentials ${finding.message}.`);
}

/** Whether assets can be put into the account. */
export async function lookAtBootstrap({ stage, region }: Place, account: string): Promise<Finding> {
  const check = 'CDK bootstrap';
  const mend = `SALIO_STAGE=${stage} npx cdk bootstrap aws://${account}/${region}`;
  try {
    const client = new SSMClient({ region, maxAttempts: 2 });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: bootstrapParameter }));
    const version = Number(Parameter?.Value);
    return version >= leastBootstrap
      ? right(check, `version ${version} in ${region}`)
      : wrong(check, `is version ${Parameter?.Value}, ${leastBootstrap} or later is needed: ${mend}`);
  } catch (fault) {
    if (!(fault instanceof ParameterNotFound)) throw fault;
    return wrong(check, `is absent in ${region} of account ${account}: ${mend}`);
  }
}

/** Whether Lambda may run as many instances at once as the stage's queues may keep busy. */
export async function lookAtConcurrency({ region }: Place, wanted: number): Promise<Finding> {
  const check = 'Lambda concurrency';
  const client = new LambdaClient({ region, maxAttempts: 2 });
  const { AccountLimit } = await client.send(new GetAccountSettingsCommand());
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  return limit > wanted
    ? right(check, `${limit} in the account, the queues may keep ${wanted} busy`)
    : doubtful(
        check,
        `the account may run ${limit} at once and the queues may keep ${wanted} busy: C2B validations would be accepted unchecked; ask AWS for more (Service Quotas), or lower queues.*.maximumConcurrency`,
      );
}
