import {
  ConfigurationError,
  type FoundSettings,
  readStageAsFar,
  type StageSettings,
  statedRegion,
} from '../../lib/stages.ts';
import { lookAtAccount, lookAtBootstrap, lookAtConcurrency } from './account.ts';
import { lookAtAlarms } from './alarms.ts';
import { callbackUrls, lookAtCallbackUrls, lookAtDomain } from './callback-urls.ts';
import { lookAtConnections, mongoDbUsers } from './connections.ts';
import { type Finding, findings, right, unknown, wrong } from './finding.ts';
import { deployedShortcodes } from './forwarding.ts';
import { lookAtSecrets } from './secrets.ts';
import { type Resource, synthesizedResources, Unsynthesized } from './templates.ts';

const neededNode = 24;
const needsCredentials = 'not checked: it needs AWS credentials of the stage';

/** Looks at all that a deployment of a stage needs. Every check is made, whatever another one found. */
export async function examine(stage: string | undefined, now: number): Promise<readonly Finding[]> {
  try {
    return await examineFound(readStageAsFar(stage), now);
  } catch (fault) {
    if (!(fault instanceof ConfigurationError)) throw fault;
    return [node(), wrong('settings', fault.message), ...(await withoutSettings(stage ?? ''))];
  }
}

/** The same for settings that were read, whatever is wrong with them. */
export async function examineFound(
  { stage, file, settings, faults }: FoundSettings,
  now: number,
): Promise<readonly Finding[]> {
  const ofSettings =
    faults.length === 0
      ? [right('settings', file)]
      : faults.map((fault) => wrong('settings', `${file} ${fault}`));
  if (!settings) return [node(), ...ofSettings, ...(await withoutSettings(stage))];
  const parts = [ofWiring(settings), ...(settings.stage === 'local' ? [] : [ofDomain(settings)])];
  const ofAws = settings.stage === 'local' ? [] : await inAws(settings, now);
  return [node(), ...ofSettings, lookAtAlarms(settings), ...ofAws, ...(await Promise.all(parts)).flat()];
}

const node = () => lookAtNode(process.versions.node);

/** npm scripts bring their own Node; whatever else starts this may not. */
export function lookAtNode(version: string): Finding {
  return Number.parseInt(version, 10) >= neededNode
    ? right('Node', version)
    : wrong('Node', `is ${version}, ${neededNode} or later is needed: install it, or start by npm run`);
}

const ofDomain = (settings: StageSettings) => findings('custom domain', () => lookAtDomain(settings));

const ofWiring = (settings: StageSettings) =>
  findings('connection limit', async () => {
    const resources = await resourcesOf(settings);
    if (resources instanceof Unsynthesized)
      return [wrong('templates', `cannot be synthesized: ${resources.message}`)];
    const connections = lookAtConnections(mongoDbUsers(resources), settings.mongodb);
    if (settings.stage === 'local') return connections;
    return [lookAtCallbackUrls(settings, callbackUrls(settings, resources)), ...connections];
  });

/** What can be looked at where nobody can say what the settings mean. */
async function withoutSettings(stage: string): Promise<readonly Finding[]> {
  const unmade = ['secrets', 'callback URLs', 'connection limit'].map((check) =>
    unknown(check, 'not checked: the settings must be right first'),
  );
  const place = { stage, region: statedRegion(stage) ?? process.env.AWS_REGION ?? 'us-east-1' };
  const { finding, account } = await lookAtAccount(place);
  if (account === undefined) return [finding, unknown('CDK bootstrap', needsCredentials), ...unmade];
  const bootstrap = await findings('CDK bootstrap', async () => [await lookAtBootstrap(place, account)]);
  return [finding, ...bootstrap, ...unmade];
}

async function resourcesOf(settings: StageSettings): Promise<readonly Resource[] | Unsynthesized> {
  try {
    return await synthesizedResources(settings);
  } catch (fault) {
    if (fault instanceof Unsynthesized) return fault;
    throw fault;
  }
}

async function inAws(settings: StageSettings, now: number): Promise<readonly Finding[]> {
  const { finding, account } = await lookAtAccount(settings);
  if (account === undefined) {
    const unmade = ['CDK bootstrap', 'secrets', 'Lambda concurrency'].map((check) =>
      unknown(check, needsCredentials),
    );
    return [finding, ...unmade];
  }
  const busy = Object.values(settings.queues).reduce((sum, queue) => sum + queue.maximumConcurrency, 0);
  const made = await Promise.all([
    findings('CDK bootstrap', async () => [await lookAtBootstrap(settings, account)]),
    findings('secrets', () => lookAtSecrets(settings, now, deployedShortcodes(settings))),
    findings('Lambda concurrency', async () => [await lookAtConcurrency(settings, busy)]),
  ]);
  return [finding, ...made.flat()];
}
