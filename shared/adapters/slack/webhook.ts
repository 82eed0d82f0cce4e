import { sha256 } from '../../kernel/canonical-json.ts';

/** Slack's own hosts; a webhook anywhere else is refused, whoever wrote it into the secret. */
const hosts = ['hooks.slack.com', 'hooks.slack-gov.com'];
export const slackBaseUrl = 'https://hooks.slack.com';

/** The URL of an incoming webhook: it is a secret, so it never leaves the adapter. */
export interface Webhook {
  readonly url: string;
  readonly path: string;
  readonly workspace: string;
}

/** Undefined for whatever is no incoming webhook of Slack. */
export function parseWebhook(value: unknown): Webhook | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, host, pathname, search, username, password } = new URL(value);
  const [, services, workspace] = pathname.split('/');
  const isSlack = protocol === 'https:' && hosts.includes(host) && services === 'services';
  if (!isSlack || !workspace || search !== '' || username !== '' || password !== '') return undefined;
  return { url: `https://${host}${pathname}`, path: pathname, workspace: `${host}/${workspace}` };
}

/**
 * Slack limits a channel, whoever posts to it: the named one of the workspace, else that of the webhook. Hashed, since
 * keys are seen by more people than secrets are.
 */
export const channelKey = ({ url, workspace }: Webhook, channel: string | undefined): string =>
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
