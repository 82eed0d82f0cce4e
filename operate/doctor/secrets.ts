import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StageSettings } from '../../lib/stages.ts';
import { readPartnerSecret } from '../../shared/adapters/daraja/partner-secret.ts';
import { memberAt } from '../../shared/adapters/slack/webhook.ts';
import { parseSlackWebhook } from '../../shared/kernel/slack-webhook.ts';
import { connectionSecretForm, connectionStringIn } from '../operator-secrets.ts';
import { doubtful, type Finding, findings, line, right, unknown, wrong } from './finding.ts';
import { forwardingFindings, type ShortcodeLookup, shortcodesThatForward } from './forwarding.ts';
import { type NamedSecret, namedSecrets } from './named-secrets.ts';
import {
  createSecretCommand,
  missing,
  notJson,
  partnerSecretNames,
  readSecretJson,
} from './stored-secrets.ts';

const dayMs = 86_400_000;
/** An operator's password at M-Pesa lasts so long. */
const credentialDays = 90;
const warnAfterDays = 75;

/**
 * Every secret that the stage's settings name, and those of partners.
 *
 * @param shortcodeOf how the stage knows its shortcodes; nothing where it is not deployed yet.
 */
export async function lookAtSecrets(
  settings: StageSettings,
  now: number,
  shortcodeOf: ShortcodeLookup,
): Promise<readonly Finding[]> {
  const client = new SecretsManagerClient({ region: settings.region, maxAttempts: 2 });
  const named = await Promise.all(
    namedSecrets(settings).map((secret) =>
      findings(`secret ${secret.name}`, async () => [await lookAtNamed(client, settings, secret)]),
    ),
  );
  const partners = await findings('partner secrets', () =>
    lookAtPartners(client, settings, now, shortcodeOf),
  );
  return [...named.flat(), ...partners];
}

async function lookAtNamed(
  client: SecretsManagerClient,
  { region }: StageSettings,
  { name, kind, path, neededBy }: NamedSecret,
): Promise<Finding> {
  const check = `secret ${name}`;
  const form = kind === 'mongodb' ? connectionSecretForm : `a webhook under ${path}`;
  const value = await readSecretJson(client, name);
  if (value === missing) {
    const how = createSecretCommand(region, name, 'secret.json');
    return wrong(check, `is missing, ${neededBy} need it: ${how} (${form})`);
  }
  if (value === notJson) return wrong(check, `is not JSON: expected ${form}`);
  if (kind === 'slack') {
    return parseSlackWebhook(memberAt(value, path))
      ? right(check, 'a webhook of Slack')
      : wrong(check, `${path}: expected https://hooks.slack.com/services/… (or hooks.slack-gov.com)`);
  }
  if (connectionStringIn(value) === undefined) {
    return wrong(check, `${path}: expected a text that begins with mongodb:// or mongodb+srv://`);
  }
  return right(check, 'a connection string');
}

async function lookAtPartners(
  client: SecretsManagerClient,
  { partnerSecretPrefix: prefix, region }: StageSettings,
  now: number,
  shortcodeOf: ShortcodeLookup,
): Promise<readonly Finding[]> {
  const ofPartners = await partnerSecretNames(client, prefix);
  if (ofPartners.length === 0) {
    const how = createSecretCommand(region, `${prefix}<partner id>`, 'partner.json');
    return [doubtful('partner secrets', `none yet, so no callback is taken and no balance read: ${how}`)];
  }
  const looked = ofPartners.map((name) =>
    findings(`secret ${name}`, async () => {
      const value = await readSecretJson(client, name);
      const forwarding = await findings('forwarding', async () =>
        forwardingFindings(
          name,
          value,
          await shortcodesThatForward(name.slice(prefix.length), value, shortcodeOf),
        ),
      );
      return [...partnerFindings(name, value, now), ...forwarding];
    }),
  );
  const all = (await Promise.all(looked)).flat();
  // What keeps the shortcodes from being looked up is the same for every partner.
  return [...new Map(all.map((finding) => [line(finding), finding])).values()];
}

/** What is wrong with one partner's secret; names fields, never values. */
export function partnerFindings(name: string, value: unknown, now: number): readonly Finding[] {
  const check = `secret ${name}`;
  if (value === missing) return [unknown(check, 'was listed, and is gone')];
  if (value === notJson) return [wrong(check, 'is not JSON')];
  const read = readPartnerSecret(value);
  if (!read.ok) return read.error.map(({ field, message }) => wrong(check, `${field} ${message}`));
  const { credentialSetOn, hookTokens, slackWebhooks } = read.value;
  const strange = Object.entries(slackWebhooks).filter(([, url]) => !parseSlackWebhook(url));
  const isWithoutHooks = Object.values(hookTokens).every((tokens) => tokens.length === 0);
  const faults = [
    ...strange.map(([key]) =>
      wrong(check, `slackWebhooks.${key}: expected https://hooks.slack.com/services/…`),
    ),
    ...(isWithoutHooks ? [doubtful(check, 'hookTokens is empty: no callback of this partner is taken')] : []),
  ];
  return [...faults, ageOfCredential(check, credentialSetOn, now)];
}

function ageOfCredential(check: string, setOn: string | undefined, now: number): Finding {
  if (setOn === undefined) {
    const how =
      "add the day on which the operator's password was set, such as 2026-01-31: it expires after 90 days";
    return doubtful(check, `credentialSetOn is missing: ${how}`);
  }
  const days = Math.floor((now - Date.parse(setOn)) / dayMs);
  if (days < 0) return wrong(check, `credentialSetOn: ${setOn} is yet to come`);
  const mend = 'set a new password in the M-Pesa portal, and its securityCredential and credentialSetOn here';
  if (days >= credentialDays) {
    return wrong(
      check,
      `credentialSetOn: set on ${setOn}, expired ${days - credentialDays} days ago: ${mend}`,
    );
  }
  const left = credentialDays - days;
  return days >= warnAfterDays
    ? doubtful(check, `credentialSetOn: set on ${setOn}, expires in ${left} days: ${mend}`)
    : right(check, `complete, its credential expires in ${left} days`);
}
