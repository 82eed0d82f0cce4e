import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import { iso } from '../../shared/kernel/time.ts';
import type { Quarantine } from '../../shared/mpesa/quarantine.ts';
import { syntheticBody } from '../../shared/mpesa/synthetic-notice.ts';

export interface NoticeWay {
  /** Base of the callback URLs, without a trailing slash. */
  readonly hooksUrl: string;
  /** Where a notice of an unknown token ends. */
  readonly quarantine: Pick<Quarantine, 'list'>;
  /** How long the URL is tried, and how long the notice may take. @default 20 and 60 seconds */
  readonly limitsMs?: { readonly answer: number; readonly arrival: number };
}

/** How far a notice came. `arrived` took that long from the answer of the URL to its place in quarantine. */
export type NoticeJourney =
  | { readonly outcome: 'arrived'; readonly afterMs: number }
  | { readonly outcome: 'unanswered' | 'refused' | 'lost'; readonly message: string };

const betweenMs = 500;
/** Other callbacks may be refused in the same minute. */
const looksBack = 100;

/** Sends a notice of a token that nobody has through the real URL, and waits until it is seen at the other end. */
export async function sendSyntheticNotice({
  hooksUrl,
  quarantine,
  limitsMs = { answer: 20_000, arrival: 60_000 },
}: NoticeWay): Promise<NoticeJourney> {
  const token = randomBytes(24).toString('hex');
  const answered = await post(`${hooksUrl}/hooks/${token}/c2b/confirmation`, limitsMs.answer);
  if (answered !== 'accepted') return answered;
  const since = performance.now();
  const sentAfter = Date.now() - 10 * 60_000;
  while (performance.now() - since < limitsMs.arrival) {
    const found = (await quarantine.list({ limit: looksBack, reason: 'synthetic', since: sentAfter })).some(
      ({ tokenSha256 }) => tokenSha256 === sha256(token),
    );
    const afterMs = Math.round(performance.now() - since);
    if (found) return { outcome: 'arrived', afterMs };
    await pause(betweenMs);
  }
  return {
    outcome: 'lost',
    message: `the URL took it, and ${limitsMs.arrival / 1000} s later no function had put it aside`,
  };
}

/** A URL that is some seconds old may still refuse, or be unknown. */
async function post(url: string, limitMs: number): Promise<'accepted' | NoticeJourney> {
  const since = performance.now();
  for (;;) {
    const journey = await postOnce(url);
    if (journey === 'accepted' || performance.now() - since > limitMs) return journey;
    await pause(betweenMs * 4);
  }
}

async function postOnce(url: string): Promise<'accepted' | NoticeJourney> {
  const headers = { 'content-type': 'application/json' };
  try {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: syntheticBody(iso(Date.now())),
      signal,
    });
    const text = await response.text();
    if (response.status === 200 && resultCodeOf(text) === 0) return 'accepted';
    const message = `the URL answered ${response.status} ${text.slice(0, 200)}, expected 200 with ResultCode 0`;
    return { outcome: 'refused', message };
  } catch (fault) {
    const { cause, message } = fault as {
      readonly cause?: { readonly code?: string };
      readonly message: string;
    };
    return {
      outcome: 'unanswered',
      message: `${new URL(url).host} did not answer (${cause?.code ?? message})`,
    };
  }
}

function resultCodeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly ResultCode?: unknown }).ResultCode;
  } catch {
    return undefined;
  }
}
