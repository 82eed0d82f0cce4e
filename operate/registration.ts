import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfigurationError } from '../lib/stages.ts';
import {
  createDarajaClient,
  type DarajaClient,
  type RegistrationOutcome,
} from '../shared/adapters/daraja/daraja-client.ts';
import { type PartnerSecret, readPartnerSecret } from '../shared/adapters/daraja/partner-secret.ts';
import { dynamoDarajaTokenStore } from '../shared/adapters/dynamodb/daraja-token-store.ts';
import { dynamoDocumentClient } from '../shared/adapters/dynamodb/document-client.ts';
import { dynamoHookDirectory } from '../shared/adapters/dynamodb/hook-directory.ts';
import { replaceHookTokens } from '../shared/adapters/secrets-manager/hook-tokens.ts';
import { sha256 } from '../shared/kernel/canonical-json.ts';
import { shortcode as asShortcode } from '../shared/kernel/identifiers.ts';
import type { Hook } from '../shared/mpesa/hook.ts';
import type { HookDirectory } from '../shared/payments/hook-directory.ts';
import type { PartnerShortcode } from '../shared/payments/payment-book.ts';
import type { Installation } from './installation.ts';
import { partnerSecretForm, secretJson } from './operator-secrets.ts';
import {
  checkValidation,
  formerOwnerLines,
  forwardingLine,
  type HookUrls,
  hookUrls,
  lintUrls,
  maskedUrl,
  planTokens,
  type RegistrationRequest,
  type TokenPlan,
} from './registration-plan.ts';

export interface RegistrationOptions extends RegistrationRequest {
  readonly isProduction: boolean;
  /** URLs in full, to be given to developers. */
  readonly show: boolean;
  /** Do it; else only say what would be done. */
  readonly yes: boolean;
  readonly print: (line: string) => void;
}

interface Registering {
  readonly hooks: HookDirectory;
  readonly settings: PartnerShortcode;
  readonly secretId: string;
  readonly secret: PartnerSecret;
  readonly tokens: TokenPlan;
  readonly urls: HookUrls;
  /** What the URLs of the tokens so far count for, where they are known. */
  readonly known: readonly Hook[];
}

/** Makes or replaces the callback URLs of a shortcode, and tells M-Pesa. Gives the exit status. */
export async function register(installation: Installation, options: RegistrationOptions): Promise<number> {
  const { print } = options;
  const found = await prepare(installation, options);
  const { secret, secretId: id, settings, tokens, urls } = found;
  const shown = (url: string) => (options.show ? url : maskedUrl(url));
  const lint = lintUrls(urls, options.isProduction);
  print(`Shortcode ${settings.shortcode} of ${settings.partnerName}, stage ${installation.stage}`);
  print(`Token: ${tokens.inWords}`);
  for (const line of formerOwnerLines(found.known, settings)) print(line);
  print(`Confirmation: ${shown(urls.confirmation)}`);
  print(`Validation:   ${shown(urls.validation)}`);
  print(`STK callback: ${shown(urls.stk)} (not registered: your own system names it in every push)`);
  print(`Goes on:      ${forwardingLine(settings, { id, secret, show: options.show })}`);
  for (const line of lint) print(line);
  if (!options.yes) {
    const calls = options.retire
      ? ''
      : `, and M-Pesa would be told (RegisterURL v2, else v1; ${options.responseType})`;
    print(`Nothing was changed. With --yes the above is done${calls}; --show prints the URLs in full.`);
    return 0;
  }
  await save(found);
  if (options.retire) {
    print('The older token has ended. Functions that remember it take it for half a minute more.');
    return 0;
  }
  const { DARAJA_BASE_URL: baseUrl } = installation.variables;
  const outcome = await tellMpesa(darajaOf(installation, needed('DARAJA_BASE_URL', baseUrl)), found, options);
  for (const line of inWords(outcome, settings.shortcode)) print(line);
  return outcome.kind === 'registered' ? 0 : 1;
}

async function prepare(
  { variables, stage }: Installation,
  options: RegistrationOptions,
): Promise<Registering> {
  const payments = needed('PAYMENTS_TABLE', variables.PAYMENTS_TABLE);
  const hooks = dynamoHookDirectory(dynamoDocumentClient(), { payments });
  const settings = await hooks.shortcode(asShortcode(options.shortcode));
  if (!settings) {
    throw new ConfigurationError(
      `No active partner of stage ${stage} lists shortcode ${options.shortcode}: put it into the partner's document in MongoDB, and wait a minute for watch-payments to see it.`,
    );
  }
  checkValidation(options, settings);
  const secretId = `${needed('PARTNER_SECRET_PREFIX', variables.PARTNER_SECRET_PREFIX)}${settings.partnerId}`;
  const secret = readPartnerSecret(await secretJson(secretId, partnerSecretForm));
  if (!secret.ok) {
    const faults = secret.error.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new ConfigurationError(`Secret ${secretId} cannot be used: ${faults}`);
  }
  const tokens = planTokens(options, secret.value.hookTokens[settings.shortcode] ?? []);
  const baseUrl = needed('CALLBACK_BASE_URL', variables.CALLBACK_BASE_URL);
  const token = tokens.after.at(-1) ?? '';
  // What is made up in a dry run is not what will be made.
  const isMade = options.yes || tokens.before.includes(token);
  const urls = hookUrls(baseUrl, isMade ? token : '<new token>');
  const known = (await Promise.all(tokens.before.map((each) => hooks.hook(sha256(each))))).filter(
    (hook) => hook !== undefined,
  );
  return { hooks, settings, secretId, secret: secret.value, tokens, urls, known };
}

/** What is not valid yet is never in use, and what is in use is valid: a crash in between leaves what works, and can be repeated. */
async function save({ hooks, settings, secretId, tokens }: Registering): Promise<void> {
  const { partnerId, shortcode } = settings;
  for (const token of tokens.after) await hooks.putHook(sha256(token), { partnerId, shortcode });
  for (const token of tokens.before) if (!tokens.after.includes(token)) await hooks.removeHook(sha256(token));
  if (tokens.before.join() === tokens.after.join()) return;
  const outcome = await replaceHookTokens(new SecretsManagerClient(), secretId, shortcode, tokens);
  if (outcome !== 'stored') {
    throw new ConfigurationError(
      `Secret ${secretId} was changed or removed at this moment; nothing was told to M-Pesa. Run it again.`,
    );
  }
}

const darajaOf = ({ variables }: Installation, baseUrl: string): DarajaClient =>
  createDarajaClient({
    baseUrl,
    tokens: dynamoDarajaTokenStore(dynamoDocumentClient(), {
      payments: needed('PAYMENTS_TABLE', variables.PAYMENTS_TABLE),
    }),
    clock: Date.now,
  });

async function tellMpesa(
  daraja: DarajaClient,
  { settings, secret, urls }: Registering,
  { responseType }: RegistrationOptions,
): Promise<RegistrationOutcome> {
  const registration = {
    shortcode: settings.shortcode,
    responseType,
    confirmationUrl: urls.confirmation,
    validationUrl: urls.validation,
  };
  const outcome = await daraja.registerUrls(secret, { ...registration, version: 'v2' });
  return outcome.kind === 'not_on_app'
    ? await daraja.registerUrls(secret, { ...registration, version: 'v1' })
    : outcome;
}

function inWords(outcome: RegistrationOutcome, shortcode: string): readonly string[] {
  switch (outcome.kind) {
    case 'registered':
      return [
        'M-Pesa took the URLs. After a rotation, change the STK callback in your own system too, then --retire.',
      ];
    case 'already_registered':
      return [
        `M-Pesa has URLs for ${shortcode} already and keeps them: "${outcome.message}".`,
        'In production they are registered once. Delete them in the Daraja portal (Self Services, URL management) or ask',
        'apisupport@safaricom.co.ke, then run this again without --rotate. "Duplicate notification info" means that an',
        'aggregator holds the shortcode: it must let go first. Until then every token that was valid stays valid.',
      ];
    case 'not_on_app':
      return [
        `Neither version of C2B is on this Daraja app (${outcome.code}): add "M-Pesa C2B" to the app in the portal, then run this again without --rotate.`,
      ];
    case 'throttled':
      return [`M-Pesa is busy: run this again without --rotate in ${outcome.retryAfterSeconds} s.`];
    default:
      return [`M-Pesa did not take the URLs: ${outcome.message}. Run this again without --rotate.`];
  }
}

function needed(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new ConfigurationError(
    `No function of the stage is told ${name}: deploy it as it is in this folder first.`,
  );
}
