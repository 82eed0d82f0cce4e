import { ConfigurationError, type StageSettings } from '../../lib/stages.ts';
import { readPartnerSecret } from '../../shared/adapters/daraja/partner-secret.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../../shared/adapters/dynamodb/hook-directory.ts';
import { shortcode } from '../../shared/kernel/identifiers.ts';
import type { HookDirectory } from '../../shared/payments/hook-directory.ts';
import { signingKeysOf, signingSecretForm } from '../../shared/payments/sign-forward.ts';
import { stageInstallation } from '../stage-installation.ts';
import { type Finding, right, wrong } from './finding.ts';

export type ShortcodeLookup = HookDirectory['shortcode'];

/** How a deployed stage knows its shortcodes. On one that is not deployed there are none yet. */
export function deployedShortcodes(settings: StageSettings): ShortcodeLookup {
  let directory: Promise<ShortcodeLookup> | undefined;
  return async (asked) => {
    directory ??= openDirectory(settings);
    return (await directory)(asked);
  };
}

async function openDirectory(settings: StageSettings): Promise<ShortcodeLookup> {
  try {
    const { variables } = await stageInstallation(settings);
    const payments = variables.PAYMENTS_TABLE;
    return payments === undefined
      ? async () => undefined
      : dynamoHookDirectory(dynamoDocumentClient(), { payments }).shortcode;
  } catch (fault) {
    if (fault instanceof ConfigurationError) return async () => undefined;
    throw fault;
  }
}

/** Shortcodes of a partner that take callbacks and name a target for them; a token is what they are known by here. */
export async function shortcodesThatForward(
  partnerId: string,
  partnerSecret: unknown,
  shortcodeOf: ShortcodeLookup,
): Promise<readonly string[]> {
  const secret = readPartnerSecret(partnerSecret);
  if (!secret.ok) return [];
  const listed = await Promise.all(
    Object.keys(secret.value.hookTokens).map((each) => shortcodeOf(shortcode(each))),
  );
  return listed
    .filter((settings) => settings?.partnerId === partnerId && settings.forwardTo !== undefined)
    .map((settings) => String(settings?.shortcode));
}

/** Whether what goes on to a partner's own system can be signed: without a key nothing goes on. */
export function forwardingFindings(
  name: string,
  partnerSecret: unknown,
  forwarding: readonly string[],
): readonly Finding[] {
  const check = `secret ${name}`;
  const given = (partnerSecret as { readonly forwardingSecret?: unknown } | null)?.forwardingSecret;
  if (given === undefined && forwarding.length === 0) return [];
  if (signingKeysOf(partnerSecret).ok) {
    return forwarding.length === 0
      ? []
      : [right(check, `forwardingSecret signs what ${forwarding.join(', ')} forward`)];
  }
  const fault = given === undefined ? 'is missing' : 'cannot be used';
  const without =
    forwarding.length === 0 ? '' : `, so nothing of ${forwarding.join(', ')} goes on (forwardTo)`;
  return [wrong(check, `forwardingSecret ${fault}${without}: expected ${signingSecretForm}`)];
}
