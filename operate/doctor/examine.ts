import { ConfigurationError, readStage, type StageSettings, statedRegion } from '../../lib/stages.ts';
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
  const node = lookAtNode(process.versions.node);
  const { settings, findings: ofSettings } = lookAtSettings(stage);
  if (!settings) {
    const unmade = ['secrets', 'callback URLs', 'connection limit'].map((check) =>
      unknown(check, 'not checked: the settings must be right first'),
    );
    return [node, ...ofSettings, ...(await withoutSettings(stage ?? '')), ...unmade];
  }
  const parts = [ofWiring(settings), ...(settings.stage === 'local' ? [] : [ofDomain(settings)])];
  const ofAws = settings.stage === 'local' ? [] : await inAws(settings, now);
  return [node, ...ofSettings, lookAtAlarms(settings), ...ofAws, ...(await Promise.all(parts)).flat()];
}

/** npm scripts bring their own Node; whatever else starts this may not. */
export function lookAtNode(version: string): Finding {
  return Number.parseInt(version, 10) >= neededNode
    ? right('Node', version)
    : wrong('Node', `is ${version}, ${neededNode} or later is needed: install it, or start by npm run`);
}

function lookAtSettings(stage: string | undefined): {
  readonly settings?: StageSettings;
  readonly findings: readonly Finding[];
} {
  try {
    const settings = readStage(stage);
    return { settings, findings: [right('settings', `config/${settings.stage}.json`)] };
  } catch (fault) {
    if (!(fault instanceof ConfigurationError)) throw fault;
    const [heading = '', ...faults] = fault.message.split('\n').map((text) => text.trim());
    const told = faults.length > 0 ? faults.map((text) => `config/${stage}.json ${text}`) : [heading];
    return { findings: told.map((text) => wrong('settings', text)) };
  }
}

const ofDomain = (settings: StageSettings) => findings('custom domain', () => lookAtDomain(settings));

const ofWiring = (settings: StageSettings) =>
  findings('connection limit', async () => {
    const resources = await resourcesOf(settings.stage);
    if (resources instanceof Unsynthesized)
      return [wrong('templates', `cannot be synthesized: ${resources.message}`)];
    const connections = lookAtConnections(mongoDbUsers(resources), settings.mongodb);
    if (settings.stage === 'local') return connections;
    return [lookAtCallbackUrls(settings, callbackUrls(settings, resources)), ...connections];
  });

/** What can be looked at when the settings are wrong somewhere else. */
async function withoutSettings(stage: string): Promise<readonly Finding[]> {
  const place = { stage, region: statedRegion(stage) ?? process.env.AWS_REGION ?? 'us-east-1' };
  const { finding, account } = await lookAtAccount(place);
  if (account === undefined) return [finding, unknown('CDK bootstrap', needsCredentials)];
  const bootstrap = await findings('CDK bootstrap', async () => [await lookAtBootstrap(place, account)]);
  return [finding, ...bootstrap];
}

async function resourcesOf(stage: string): Promise<readonly Resource[] | Unsynthesized> {
  try {
    return await synthesizedResources(stage);
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
