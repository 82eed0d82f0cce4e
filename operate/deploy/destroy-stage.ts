import {
  CloudFormationClient,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { ConfigurationError, type StageSettings } from '../../lib/stages.ts';
import { ask, somebodyIsThere } from '../confirm.ts';
import { checkPinnedAccount } from '../doctor/account.ts';
import { namedSecrets } from '../doctor/named-secrets.ts';
import { deployedTemplate, stackResources } from './deployed-stacks.ts';

/** Those that use others come first. */
const order = ['operations', 'manager', 'pipeline', 'data'];
const longestSeconds = 45 * 60;

/**
 * Deletes all stacks of a stage whose data may go with them (`removal` is `destroy`), and what they hold. Gives the exit
 * status. Throws ConfigurationError for a stage that keeps its data.
 *
 * @param confirmed the name of the stage, if it was given on the command line.
 */
export async function destroyStage(settings: StageSettings, confirmed: string | undefined): Promise<number> {
  const { stage, region } = settings;
  if (stage === 'local')
    throw new ConfigurationError('The stage local runs on this machine: delete its folder, .salio.');
  if (settings.removal !== 'destroy') {
    throw new ConfigurationError(
      `Stage ${stage} keeps its data: removal is "retain" in config/${stage}.json. Nothing was deleted. docs/operate.md, "Uninstall", says how such a stage is taken down.`,
    );
  }
  await checkPinnedAccount(settings);
  const client = new CloudFormationClient({ region });
  await refuseWhatIsKept(client, stage);
  if (!(await isMeant(stage, confirmed))) {
    console.error('Nothing was deleted.');
    return 1;
  }
  for (const name of order) {
    const StackName = `salio-${stage}-${name}`;
    // Its functions are gone by now: nothing is put into the buckets any more.
    if (name === 'data') await emptyBuckets(client, region, StackName);
    await deleteStack(client, StackName);
  }
  const secrets = namedSecrets(settings).map(({ name }) => name);
  console.log(
    [
      `Stage ${stage} is gone. Its key is deleted by KMS after 30 days, as AWS has it.`,
      `What people made stays: the secrets ${[...new Set(secrets), `${settings.partnerSecretPrefix}*`].join(', ')}, if no other stage names them.`,
    ].join('\n'),
  );
  return 0;
}

/** The settings may have been changed since it was deployed. */
async function refuseWhatIsKept(client: CloudFormationClient, stage: string): Promise<void> {
  for (const name of order) {
    const template = (await deployedTemplate(client, `salio-${stage}-${name}`)) as
      | { readonly Resources: Record<string, { readonly DeletionPolicy?: string }> }
      | undefined;
    const kept = Object.entries(template?.Resources ?? {})
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([logicalId]) => logicalId);
    if (kept.length === 0) continue;
    const shown = kept.slice(0, 3).join(', ');
    throw new ConfigurationError(
      `salio-${stage}-${name} was deployed to keep ${kept.length} resources (${shown}, …): deploy it once more with removal "destroy", then destroy it. Nothing was deleted.`,
    );
  }
}

async function isMeant(stage: string, confirmed: string | undefined): Promise<boolean> {
  if (confirmed !== undefined) return confirmed === stage;
  if (!somebodyIsThere()) {
    throw new ConfigurationError(
      `Nobody is there to ask: --confirm ${stage} deletes the stage and all its data.`,
    );
  }
  return (await ask(`Type the name of the stage, ${stage}, to delete it with all its data: `)) === stage;
}

async function emptyBuckets(client: CloudFormationClient, region: string, StackName: string): Promise<void> {
  const s3 = new S3Client({ region });
  const buckets = (await stackResources(client, StackName)).filter(
    ({ ResourceType }) => ResourceType === 'AWS::S3::Bucket',
  );
  for (const { PhysicalResourceId: Bucket } of buckets) {
    if (Bucket === undefined) continue;
    // The bucket is not versioned: an object that is deleted is gone.
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
      if (Objects.length === 0) continue;
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
      console.log(`${Objects.length} objects deleted from ${Bucket}`);
    }
  }
}

async function deleteStack(client: CloudFormationClient, StackName: string): Promise<void> {
  if ((await deployedTemplate(client, StackName)) === undefined) {
    console.log(`${StackName} does not exist`);
    return;
  }
  console.log(`${StackName}: deleting`);
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(
    { client, maxWaitTime: longestSeconds, minDelay: 1, maxDelay: 10 },
    { StackName },
  );
  console.log(`${StackName}: deleted`);
}
