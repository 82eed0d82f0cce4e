import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { Caller } from '../manager/access.ts';
import type { IdempotencyStore } from '../manager/idempotency-store.ts';
import type { ApiRequest, Route } from '../manager/route.ts';
import { answerJson, answerProblem, type HttpAnswer } from './http-answer.ts';

export interface OnceRequest {
  readonly route: Route;
  readonly caller: Caller;
  readonly requestId: string;
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  readonly request: ApiRequest<Route>;
}

const longestKey = 255;

/**
 * Runs the work at most once per key, caller and route. The same request gets the first answer again; what was refused or failed may
 * be tried again with the same key.
 */
export async function answerOnce(
  store: IdempotencyStore,
  clock: () => number,
  { route, caller, requestId, key, request }: OnceRequest,
  work: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  if (key.length > longestKey) {
    const errors = [{ field: 'Idempotency-Key', message: `expected at most ${longestKey} characters` }];
    return answerProblem(requestId, { kind: 'invalid_input', errors });
  }
  const scoped = sha256(canonicalJson([caller.sub, route.id, key]));
  const begun = await store.begin(scoped, sha256(canonicalJson(request)), clock());
  if (begun === 'in_progress') return answerProblem(requestId, { kind: 'request_in_progress' });
  if (begun === 'mismatch') return answerProblem(requestId, { kind: 'idempotency_key_reused' });
  if (begun !== 'new') return answerJson(requestId, begun.done.status, begun.done.body);

  let answer: HttpAnswer | undefined;
  try {
    answer = await work();
  } finally {
    if (!answer || answer.statusCode >= 300) await store.abandon(scoped);
  }
  if (answer.statusCode < 300) await store.complete(scoped, { status: answer.statusCode, body: answer.body });
  return answer;
}
