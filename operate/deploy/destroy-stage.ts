import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ConfigurationError, type StageSettings } from '../../lib/stages.ts';
import { ok } from '../../shared/kernel/result.ts';
import { ask, somebodyIsThere } from '../confirm.ts';
import { checkPinnedAccount, lookAtAccount } from '../doctor/account.ts';
import { namedSecrets } from '../doctor/named-secrets.ts';
import { deleteStack } from './delete-stack.ts';
import { deployedTemplate } from './deployed-stacks.ts';
import { emptyBuckets } from './empty-buckets.ts';

/** Those that use others come first. */
const order = ['operations', 'manager', 'pipeline', 'data'];

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
  const deployed = await deployedTemplates(client, stage);
  if (deployed.size === 0) {
    const { finding, account } = await lookAtAccount(settings);
    const where =
      account === undefined
        ? `of an account that cannot be told: ${finding.message}`
        : `of account ${account}`;
    console.log(`Nothing of stage ${stage} was found in ${region} ${where}. Nothing was deleted.`);
    return 0;
  }
  refuseWhatIsKept(deployed);
  if (!(await isMeant(stage, confirmed))) {
    console.error('Nothing was deleted.');
    return 1;
  }
  for (const name of order) {
    const StackName = `salio-${stage}-${name}`;
    // Its functions are gone by now: nothing is put into the buckets any more.
    const emptied = name === 'data' ? await emptyBuckets(client, region, StackName) : ok(undefined);
    const deleted = emptied.ok ? await deleteStack(client, StackName) : emptied;
    if (!deleted.ok) {
      console.error(`${deleted.error}\n${howToGoOn(stage)}`);
      return 1;
    }
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

const howToGoOn = (stage: string): string =>
  [
    'Nothing more was deleted; the stacks before it are gone. What AWS refuses for lack of a permission needs credentials that have it;',
    'a network interface that is still in use is let go by Lambda within 40 minutes; anything else is removed by hand, as the reason says.',
    `Then go on with the same command: npm run destroy -- --stage ${stage}`,
  ].join('\n');

interface Template {
  readonly Resources: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
}

/** Of the stage's stacks that are there, by name. */
async function deployedTemplates(
  client: CloudFormationClient,
  stage: string,
): Promise<ReadonlyMap<string, Template>> {
  const found = new Map<string, Template>();
  for (const name of order) {
    const stackName = `salio-${stage}-${name}`;
    const template = (await deployedTemplate(client, stackName)) as Template | undefined;
    if (template) found.set(stackName, template);
  }
  return found;
}

/** The settings may have been changed since it was deployed. */
function refuseWhatIsKept(deployed: ReadonlyMap<string, Template>): void {
  for (const [stackName, { Resources: resources }] of deployed) {
    const kept = Object.entries(resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([logicalId]) => logicalId);
    if (kept.length === 0) continue;
    const shown = kept.slice(0, 3).join(', ');
    throw new ConfigurationError(
      `${stackName} was deployed to keep ${kept.length} resources (${shown}, …): deploy it once more with removal "destroy", then destroy it. Nothing was deleted.`,
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
