import type { SlackMessage } from '../../alerts/slack-message.ts';
import type { SlackAnswer, SlackSender } from '../../alerts/slack-sender.ts';
import type { SlackDestination } from '../../events/slack-destination.ts';
import { failed, ok } from '../../kernel/result.ts';
import { parseSlackWebhook, type SlackWebhook } from '../../kernel/slack-webhook.ts';
import type { ReadSecret } from '../secrets-manager/read-secret.ts';
import { channelKey, memberAt, slackBaseUrl } from './webhook.ts';

export interface SlackSenderOptions {
  readonly readSecret: ReadSecret;
  /** What stands in for `https://hooks.slack.com`, without a trailing slash. @default Slack itself */
  readonly baseUrl?: string;
  readonly fetchAnswer?: typeof fetch;
  /** @default 5,000 */
  readonly answerLimitMs?: number;
}

/** Answers that a webhook gets which was revoked: a newer one may be in the secret already. */
const revoked = [403, 404, 410];
const defaultRetryAfterSeconds = 10;
const longestRetryAfterSeconds = 86_400;

/** Incoming webhooks over HTTP. */
export function slackSender(options: SlackSenderOptions): SlackSender {
  const { readSecret } = options;
  const webhookOf = async (
    { webhook: { secretId, path } }: SlackDestination,
    fresh: boolean,
  ): Promise<SlackWebhook | undefined> =>
    parseSlackWebhook(memberAt(await readSecret(secretId, fresh ? Number.POSITIVE_INFINITY : 0), path));

  return {
    async channel(to) {
      // What is remembered of a secret may be older than the configuration that names the webhook.
      const webhook = (await webhookOf(to, false)) ?? (await webhookOf(to, true));
      if (!webhook)
        return failed(`secret ${to.webhook.secretId} holds no webhook of Slack at ${to.webhook.path}`);
      return ok({
        key: channelKey(webhook, to.channel),
        async post(message) {
          const { status, answer } = await post(options, webhook, message);
          if (!revoked.includes(status)) return answer;
          const newer = await webhookOf(to, true);
          return newer && newer.url !== webhook.url ? (await post(options, newer, message)).answer : answer;
        },
      });
    },
  };
}

async function post(
  { baseUrl = slackBaseUrl, fetchAnswer = fetch, answerLimitMs = 5_000 }: SlackSenderOptions,
  webhook: SlackWebhook,
  message: SlackMessage,
): Promise<{ readonly status: number; readonly answer: SlackAnswer }> {
  const url = baseUrl === slackBaseUrl ? webhook.url : baseUrl + webhook.path;
  try {
    const response = await fetchAnswer(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    return { status: response.status, answer: answerOf(response, await response.text()) };
  } catch (error) {
    return { status: 0, answer: { kind: 'unavailable', message: whyUnavailable(error, answerLimitMs) } };
  }
}

function answerOf({ status, headers }: Response, body: string): SlackAnswer {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 429)
    return { kind: 'rate_limited', retryAfterSeconds: retryAfter(headers.get('retry-after')) };
  if (status === 408 || status >= 500) return { kind: 'unavailable', message: `Slack answered ${status}` };
  // Slack's codes are words such as no_service; whatever else comes back may quote what was sent.
  const code = /^[a-z_]{1,60}$/.test(body) ? ` ${body}` : '';
  return { kind: 'refused', reason: `Slack answered ${status}${code}` };
}

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds)
    ? Math.min(longestRetryAfterSeconds, Math.max(1, Math.ceil(seconds)))
    : defaultRetryAfterSeconds;
}

/** Names the kind of failure only: an error of fetch may quote the URL. */
function whyUnavailable(error: unknown, answerLimitMs: number): string {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return `Slack did not answer within ${answerLimitMs / 1_000} s`;
  const code = typeof cause === 'object' && cause && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `Slack cannot be reached${code}`;
}
