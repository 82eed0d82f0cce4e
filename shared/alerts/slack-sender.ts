import type { SlackDestination } from '../events/slack-destination.ts';
import type { Result } from '../kernel/result.ts';
import type { SlackMessage } from './slack-message.ts';

/** What became of a message. No text holds the webhook. */
export type SlackAnswer =
  | { readonly kind: 'sent' }
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number }
  /** No answer, or trouble on Slack's side; it may have been shown nevertheless. */
  | { readonly kind: 'unavailable'; readonly message: string }
  /** It will be refused again until somebody changes something. */
  | { readonly kind: 'refused'; readonly reason: string };

/** A channel as Slack counts it. */
export interface SlackChannel {
  /** The same for all that Slack limits together; tells nothing of the webhook. */
  readonly key: string;
  post(message: SlackMessage): Promise<SlackAnswer>;
}

/** Incoming webhooks. */
export interface SlackSender {
  /** Fails, in words, when the secret holds no webhook of Slack there. Throws when secrets cannot be read now. */
  channel(to: SlackDestination): Promise<Result<SlackChannel, string>>;
}
