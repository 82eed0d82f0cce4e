import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import { problemOfIssues } from '../surface/field-problems.ts';
import { slackFaultSwitch, slackFaultsSchema } from './faults.ts';
import { type SlackInbox, slackInbox } from './inbox.ts';
import { startWebhookServer } from './webhook-server.ts';

export interface LocalSlackSettings {
  /** Where its memory is kept; absent: it ends with the process. */
  readonly folder?: string;
  /** Of the webhooks' server; default: a free one. */
  readonly port?: number;
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
  port = 0,
  clock = Date.now,
}: LocalSlackSettings = {}): Promise<LocalSlack> {
  const db = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'slack.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  const inbox = slackInbox(db);
  const faults = slackFaultSwitch();
  const server = await startWebhookServer({ inbox, faults, clock }, port);
  return {
    url: server.url,
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
      await server.close();
      db.close();
    },
  };
}
