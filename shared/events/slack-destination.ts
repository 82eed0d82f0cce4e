import * as z from 'zod/mini';

/** Where in Slack people hear of a fact. It names the secret that holds the webhook, never the webhook itself. */
export const slackDestination = z.object({
  webhook: z.object({
    /** Name of the secret in Secrets Manager. */
    secretId: z.string(),
    /** Dotted path of the URL in the secret's JSON, for example `webhook_url` or `slackWebhooks.600111`. */
    path: z.string(),
  }),
  /** `#mpesa-alerts`; shown in the message, and what is paced: one message a second. */
  channel: z.optional(z.string()),
  /** As configured, `@admin <!here>`. */
  mentions: z.optional(z.string()),
});

export type SlackDestination = z.infer<typeof slackDestination>;
