/** A field of an attachment; two short ones stand side by side. */
export interface SlackField {
  readonly title: string;
  readonly value: string;
  readonly short: boolean;
}

export type SlackColor = 'danger' | 'warning' | 'good';

/**
 * The JSON of an incoming webhook. Everything in it is escaped already. Webhooks of an app keep to the channel, name and
 * icon they were made with; older ones follow those given here.
 */
export interface SlackMessage {
  readonly channel?: string;
  readonly username?: string;
  readonly icon_emoji?: string;
  readonly text: string;
  readonly attachments?: readonly { readonly color: SlackColor; readonly fields: readonly SlackField[] }[];
}

/** Slack's own limits, in characters. */
export const slackLimits = { text: 40_000, fieldValue: 2_000, section: 3_000 } as const;

export const shortField = (title: string, value: string): SlackField => ({ title, value, short: true });
export const longField = (title: string, value: string): SlackField => ({ title, value, short: false });
