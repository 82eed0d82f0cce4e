import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import { problemOfIssues } from '../surface/field-problems.ts';
import { slackFaultSwitch, slackFaultsSchema } from './faults.ts';
import { type SlackInbox, slackInbox } from './inbox.ts';
import { listenWebhooks, type WebhookServer } from './webhook-server.ts';

export interface LocalSlackSettings {
  /** Where its memory is kept; absent: it ends with the process. */
  readonly folder?: string;
  /** @default one of its own, on a free port */
  readonly server?: WebhookServer;
  readonly clock?: () => number;
}

/** Slack on this machine: takes every message, shows it, and misbehaves on request. */
export interface LocalSlack {
  /** What SLACK_BASE_URL is to be. */
  readonly url: string;
  /** For the local surface. */
  readonly routes: readonly LocalRoute[];
  readonly inbox: SlackInbox;
  /** Forgets all messages and faults. */
  reset(): void;
  close(): Promise<void>;
}

export async function startSlack({
  folder,
  server,
  clock = Date.now,
}: LocalSlackSettings = {}): Promise<LocalSlack> {
  const db = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'slack.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const inbox = slackInbox(db);
  const faults = slackFaultSwitch();
  const webhooks = server ?? (await listenWebhooks());
  webhooks.serve({ inbox, faults, clock });
  return {
    url: webhooks.url,
    inbox,
    routes: [
      { method: 'GET', path: '/local/slack', handle: () => ({ status: 200, body: inbox.list() }) },
      {
        method: 'PUT',
        path: '/local/slack/faults',
        handle: ({ body }) => {
          const parsed = slackFaultsSchema.safeParse(body);
          if (!parsed.success) return problemOfIssues(parsed.error.issues);
          faults.set(parsed.data);
          return { status: 200, body: parsed.data };
        },
      },
    ],
    reset() {
      inbox.clear();
      faults.set({});
    },
    async close() {
      await webhooks.close();
      db.close();
    },
  };
}
