import type { Fault } from '../kernel/faults.ts';
import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import {
  type BalanceConfig,
  type ConfigKey,
  type ConfigurationFields,
  configurationOf,
} from './configuration.ts';
import type { ListedShortcode, ShortcodeDirectory } from './coverage.ts';
import type { BalanceDependencies } from './dependencies.ts';
import { syncPartner } from './sync-polls.ts';
import type { WebhookVault } from './webhook-vault.ts';

export type ConfigNeeds = Pick<BalanceDependencies, 'configs' | 'polls' | 'clock'> & {
  readonly directory: ShortcodeDirectory;
  readonly webhooks: WebhookVault;
};

export interface WantedConfig {
  readonly partnerId: PartnerId;
  readonly key: ConfigKey;
  readonly fields: ConfigurationFields;
  /** A URL, `stored` or nothing to keep what is kept, null to remove it. */
  readonly webhook: string | null | undefined;
  /** It must not be there yet. */
  readonly isNew: boolean;
}

export type ConfigFailure =
  | { readonly kind: 'already_exists'; readonly detail: string }
  | { readonly kind: 'invalid_input'; readonly errors: readonly Fault[] };

/**
 * Puts a row in place and has its partner polled by it from now on. A new one must be for whom an active partner lists; one that is
 * there stays changeable. Throws `Unavailable` when the operator's database does not answer; nothing is changed then.
 */
export async function putConfig(
  needs: ConfigNeeds,
  { partnerId, key, fields, webhook, isNew }: WantedConfig,
): Promise<Result<BalanceConfig, ConfigFailure>> {
  // First the directory: while it does not answer, nothing is changed by halves.
  const listed = (await needs.directory.shortcodes()).filter((one) => one.partnerId === partnerId);
  for (;;) {
    const before = await needs.configs.get(partnerId, key);
    if (before && isNew) return failed({ kind: 'already_exists', detail: alreadyThere(partnerId, key) });
    const unlisted = before ? undefined : notListed(key, listed);
    if (unlisted) return unlisted;
    const isKept = webhook === undefined || webhook === 'stored';
    if (webhook === 'stored' && !before?.hasSlackWebhook)
      return refuse('slack_webhook_url', 'expected a URL, since none is stored yet');
    if (!isKept && webhook !== null) {
      const stored = await needs.webhooks.put(partnerId, key, webhook);
      if (stored === 'no_secret')
        return refuse(
          'partner_id',
          'expected a partner that has a secret in Secrets Manager to keep the URL in',
        );
    }
    const hasSlackWebhook = isKept ? (before?.hasSlackWebhook ?? false) : webhook !== null;
    const name = { partnerId, ...(key !== 'all' && { shortcode: key as Shortcode }) };
    const at = needs.clock();
    const config = configurationOf(name, fields, { before, hasSlackWebhook, at });
    if ((await needs.configs.save(config)) === 'changed') continue;
    if (webhook === null) await needs.webhooks.remove(partnerId, key);
    await syncPartner(needs, partnerId, listed, at);
    await needs.polls.markSynced(partnerId, at);
    return ok(config);
  }
}

/** @returns false where there is no such row. */
export async function removeConfig(
  needs: ConfigNeeds,
  partnerId: PartnerId,
  key: ConfigKey,
): Promise<boolean> {
  const listed = (await needs.directory.shortcodes()).filter((one) => one.partnerId === partnerId);
  for (;;) {
    const before = await needs.configs.get(partnerId, key);
    if (!before) return false;
    const at = needs.clock();
    if ((await needs.configs.remove(before, at)) === 'changed') continue;
    if (before.hasSlackWebhook) await needs.webhooks.remove(partnerId, key);
    await syncPartner(needs, partnerId, listed, at);
    await needs.polls.markSynced(partnerId, at);
    return true;
  }
}

const mostNamed = 10;

/** @param listed what this partner lists. */
function notListed(key: ConfigKey, listed: readonly ListedShortcode[]) {
  if (listed.length === 0) {
    return refuse(
      'partner_id',
      'expected an active partner of the operations database that lists shortcodes',
    );
  }
  if (key === 'all' || listed.some(({ shortcode }) => shortcode === key)) return undefined;
  const own = listed.map(({ shortcode }) => shortcode);
  const named = own.length > mostNamed ? '' : `: ${own.join(', ')}`;
  return refuse('shortcode', `expected one of the partner's shortcodes${named}`);
}

const alreadyThere = (partnerId: PartnerId, key: ConfigKey): string =>
  `partner ${partnerId} has a balance configuration ${key} already: PUT replaces it`;

const refuse = (field: string, message: string) =>
  failed({ kind: 'invalid_input', errors: [{ field, message }] } as const);
