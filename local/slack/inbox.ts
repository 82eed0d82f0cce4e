import type { DatabaseSync } from 'node:sqlite';
import { iso } from '../../shared/kernel/time.ts';

/** A message as people would see it. */
export interface SlackPost {
  readonly at: string;
  /** The channel; a webhook that names none has one of its own, which only Slack knows. */
  readonly to: string;
  /** As it was received. */
  readonly body: unknown;
}

/** What was posted since the last reset; kept over a restart. */
export interface SlackInbox {
  add(post: { readonly at: number; readonly to: string; readonly body: unknown }): void;
  /** Newest first. */
  list(): readonly SlackPost[];
  clear(): void;
}

const table = `CREATE TABLE IF NOT EXISTS posts (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
  channel TEXT NOT NULL, body TEXT NOT NULL) STRICT;`;

export function slackInbox(db: DatabaseSync): SlackInbox {
  db.exec(table);
  const insert = db.prepare('INSERT INTO posts (at, channel, body) VALUES (?, ?, ?)');
  const select = db.prepare('SELECT at, channel, body FROM posts ORDER BY id DESC');
  return {
    add: ({ at, to, body }) => {
      insert.run(at, to, JSON.stringify(body));
    },
    list: () =>
      select.all().map(({ at, channel, body }) => ({
        at: iso(Number(at)),
        to: String(channel),
        body: JSON.parse(String(body)) as unknown,
      })),
    clear: () => db.exec('DELETE FROM posts'),
  };
}
