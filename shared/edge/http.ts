import { UnknownCursor } from '../kernel/cursor.ts';
import { failed, type Result } from '../kernel/result.ts';
import { Unavailable } from '../kernel/unavailable.ts';
import type { Caller } from '../manager/access.ts';
import type { IdempotencyStore } from '../manager/idempotency-store.ts';
import type { Problem } from '../manager/problem.ts';
import type { AnswerOf, ApiRequest, Route } from '../manager/route.ts';
import { answerJson, answerProblem, type HttpAnswer } from './http-answer.ts';
import { answerOnce } from './http-once.ts';
import { admit, type HttpEvent, readRequest } from './http-request.ts';
import { logger } from './logger.ts';
import { count } from './metrics.ts';
import { onion } from './onion.ts';

export type HttpHandler<R extends Route> = (
  request: ApiRequest<R> & { readonly caller: Caller },
) => Promise<Result<AnswerOf<R>, Problem>>;

export interface HttpEdgeOptions {
  /** Of routes that write. */
  readonly idempotency?: IdempotencyStore;
  readonly clock?: () => number;
}

const problemOf = (error: unknown): Problem => ({
  kind: error instanceof Unavailable ? 'unavailable' : 'internal',
});

/** A cursor is read deep inside; that it is none is the caller's fault, not a failure to be woken by. */
async function unlessLost<T>(handled: Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
  try {
    return await handled;
  } catch (error) {
    if (!(error instanceof UnknownCursor)) throw error;
    const errors = [{ field: 'cursor', message: 'expected a next_cursor as it was given' }];
    return failed({ kind: 'invalid_input', errors });
  }
}

/**
 * Answers a route of the manager API: lets the right people in, hands the handler what its schemas made of the request, and
 * tells every problem as RFC 9457 wants it. What the handler throws is a bug or an outage, and told without its insides.
 */
export function httpEdge<R extends Route>(route: R, handle: HttpHandler<R>, options: HttpEdgeOptions = {}) {
  const { idempotency, clock = Date.now } = options;

  const answer = async (event: HttpEvent): Promise<HttpAnswer> => {
    const { requestId } = event.requestContext;
    logger.appendKeys({ route: route.id, request: requestId });
    const caller = admit(event, route);
    if (!caller.ok) return answerProblem(requestId, caller.error);
    const request = readRequest(event, route);
    if (!request.ok) return answerProblem(requestId, request.error);

    const work = async (): Promise<HttpAnswer> => {
      const result = await unlessLost(handle({ ...request.value, caller: caller.value }));
      if (!result.ok) return answerProblem(requestId, result.error);
      return answerJson(requestId, route.answer.status, JSON.stringify(result.value));
    };
    const key = event.headers['idempotency-key'];
    if (!idempotency || !key) return work();
    const once = { route, caller: caller.value, requestId, key, request: request.value };
    return answerOnce(idempotency, clock, once, work);
  };

  return onion<HttpEvent, HttpAnswer>()
    .onError((failure) => {
      count('RequestsAnswered');
      failure.response = answerProblem(failure.event.requestContext.requestId, problemOf(failure.error));
    })
    .after(({ response }) => {
      count('RequestsAnswered');
      logger.info('answered', { status: response?.statusCode });
    })
    .handler(answer);
}
