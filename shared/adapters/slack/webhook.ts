import { sha256 } from '../../kernel/canonical-json.ts';
import type { SlackWebhook } from '../../kernel/slack-webhook.ts';

export const slackBaseUrl = 'https://hooks.slack.com';

/**
 * Slack limits a channel, whoever posts to it: the named one of the workspace, else that of the webhook. Hashed, since
 * keys are seen by more people than secrets are.
 */
export const channelKey = ({ url, workspace }: SlackWebhook, channel: string | undefined): string =>
  sha256(channel === undefined ? url : `${workspace}#${channel.replace(/^#/, '').toLowerCase()}`).slice(
    0,
    32,
  );

/** The member that a dotted path leads to. Ids in the path may hold dots themselves: what is left may be one name. */
export function memberAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Readonly<Record<string, unknown>>)[path];
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0 || !Object.hasOwn(value, first)) return undefined;
  return memberAt((value as Readonly<Record<string, unknown>>)[first], rest.join('.'));
}
