/** Slack's own hosts; a webhook anywhere else is refused, whoever wrote it down. */
const hosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** The URL of an incoming webhook: a secret. */
export interface SlackWebhook {
  readonly url: string;
  readonly path: string;
  readonly workspace: string;
}

/** Undefined for whatever is no incoming webhook of Slack. */
export function parseSlackWebhook(value: unknown): SlackWebhook | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, host, pathname, search, username, password } = new URL(value);
  const [, services, workspace] = pathname.split('/');
  const isSlack = protocol === 'https:' && hosts.includes(host) && services === 'services';
  if (!isSlack || !workspace || search !== '' || username !== '' || password !== '') return undefined;
  return { url: `https://${host}${pathname}`, path: pathname, workspace: `${host}/${workspace}` };
}
