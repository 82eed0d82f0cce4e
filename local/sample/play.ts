import type { Play } from './mpesa-side.ts';

/** One play as our edge took it. */
export interface Played {
  readonly play: Play;
  /** HTTP status of the answer; 0 if none came. */
  readonly status: number;
  /** When it was answered, epoch milliseconds. */
  readonly acceptedAt: number;
}

interface PlaySettings {
  readonly plays: readonly Play[];
  /** By shortcode; each ends after the token. */
  readonly hooks: ReadonlyMap<string, string>;
  /** How many are on their way at once. @default 24 */
  readonly concurrency?: number;
  /** Told after each. */
  readonly onProgress?: (done: number, of: number) => void;
  readonly clock?: () => number;
}

const answerLimitMs = 30_000;

/** Posts the plays to the callback URLs, in their order as far as several at once allow. */
export async function playAll(settings: PlaySettings): Promise<readonly Played[]> {
  const { plays, hooks, concurrency = 24, onProgress, clock = Date.now } = settings;
  const played: Played[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let play = plays[next++]; play; play = plays[next++]) {
      const status = await post(urlOf(play, hooks), play.body);
      played.push({ play, status, acceptedAt: clock() });
      onProgress?.(played.length, plays.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return played;
}

function urlOf({ shortcode, channel, token }: Play, hooks: ReadonlyMap<string, string>): string {
  const hook = hooks.get(shortcode);
  if (!hook) throw new Error(`shortcode ${shortcode} has no callback URL`);
  const base = token === undefined ? hook : hook.replace(/[^/]+$/, token);
  return `${base}/${channel}`;
}

async function post(url: string, body: string): Promise<number> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(answerLimitMs),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}
