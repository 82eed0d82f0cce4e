import type { DatabaseSync } from 'node:sqlite';
import type { FaultSwitch } from './faults.ts';
import type { Random } from './random.ts';

export interface Callback {
  readonly url: string;
  readonly body: object;
  /** Epoch milliseconds, not before. */
  readonly at: number;
}

/** Sends callbacks as M-Pesa does: each once, however it is answered, unless faults are on. */
export interface CallbackPost {
  send(callback: Callback): void;
  /** Goes on with what an ended process still owed. */
  resume(): void;
  /** Resolves when nothing is left to send. */
  idle(): Promise<void>;
  clear(): void;
  /** Ends the waiting; what is not sent stays owed. */
  close(): Promise<void>;
}

interface Parts {
  readonly db: DatabaseSync;
  readonly faults: FaultSwitch;
  readonly random: Random;
  readonly clock: () => number;
}

const table = `CREATE TABLE IF NOT EXISTS callbacks (id INTEGER PRIMARY KEY, url TEXT NOT NULL, body TEXT NOT NULL,
  due_at INTEGER NOT NULL) STRICT`;
const answerLimitMs = 10_000;
/** How far callbacks may overtake one another, and how long after the first a second copy comes. */
const reorderMs = 2_000;
const repeatMs = 1_000;

export function callbackPost({ db, faults, random, clock }: Parts): CallbackPost {
  db.exec(table);
  const insert = db.prepare('INSERT INTO callbacks (url, body, due_at) VALUES (?, ?, ?) RETURNING id');
  const remove = db.prepare('DELETE FROM callbacks WHERE id = ?');
  const timers = new Map<number, NodeJS.Timeout>();
  const posting = new Set<Promise<void>>();
  let waiting: (() => void)[] = [];

  const settle = (): void => {
    if (timers.size > 0 || posting.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  const post = async (id: number, url: string, body: string): Promise<void> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(answerLimitMs),
      });
      await answer.arrayBuffer();
    } catch {
      // Nobody listened: M-Pesa does not try again.
    }
    remove.run(id);
  };
  const schedule = (id: number, url: string, body: string, dueAt: number): void => {
    const start = (): void => {
      timers.delete(id);
      const job = post(id, url, body).finally(() => {
        posting.delete(job);
        settle();
      });
      posting.add(job);
    };
    timers.set(id, setTimeout(start, Math.max(0, dueAt - clock())));
  };

  return {
    send({ url, body, at }) {
      const { drop, duplicate, delay_ms, reorder } = faults.now();
      if (random.chance(drop)) return;
      const text = JSON.stringify(body);
      const firstAt = at + delay_ms + (reorder ? random.integer(0, reorderMs) : 0);
      const times = random.chance(duplicate) ? [firstAt, firstAt + random.integer(0, repeatMs)] : [firstAt];
      for (const dueAt of times) schedule(Number(insert.get(url, text, dueAt)?.id), url, text, dueAt);
    },
    resume() {
      for (const row of db.prepare('SELECT * FROM callbacks ORDER BY due_at').all()) {
        const id = Number(row.id);
        if (!timers.has(id)) schedule(id, String(row.url), String(row.body), Number(row.due_at));
      }
    },
    idle: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      }),
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      db.exec('DELETE FROM callbacks');
      settle();
    },
    async close() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(posting);
      settle();
    },
  };
}
