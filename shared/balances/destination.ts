import type { SlackDestination } from '../events/slack-destination.ts';
import { type BalanceConfig, configKey } from './configuration.ts';

/** Where people hear of it in Slack; undefined where the row names no webhook. The URL itself stays in the secret. */
export function slackDestination(
  config: BalanceConfig | undefined,
  partnerSecretPrefix: string,
): SlackDestination | undefined {
  if (!config?.hasSlackWebhook) return undefined;
  return {
    webhook: {
      secretId: `${partnerSecretPrefix}${config.partnerId}`,
      path: `slackWebhooks.${configKey(config)}`,
    },
    ...(config.slackChannel !== undefined && { channel: config.slackChannel }),
    ...(config.slackMentions !== undefined && { mentions: config.slackMentions }),
  };
}

/** Of all these rows, each once. */
export const slackDestinations = (
  configs: readonly BalanceConfig[],
  partnerSecretPrefix: string,
): SlackDestination[] => configs.flatMap((config) => slackDestination(config, partnerSecretPrefix) ?? []);

/** What to call to go on. */
export const resumeWith = (partnerId: string, key: string): string =>
  `POST /api/v1/balance-monitoring/configs/${encodeURIComponent(partnerId)}/${encodeURIComponent(key)}/resume`;
