import type * as z from 'zod/mini';
import type { Role } from './access.ts';
import type { ProblemKind } from './problem.ts';

/** A route of the manager API: what validates its requests also describes it. */
export interface Route<
  Params extends z.ZodMiniType = z.ZodMiniType,
  Query extends z.ZodMiniType = z.ZodMiniType,
  Body extends z.ZodMiniType = z.ZodMiniType,
  Answer extends z.ZodMiniType = z.ZodMiniType,
> {
  /** The lambda that answers it, `verb-noun`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly summary: string;
  /** Who may call it; none: anybody, without a token. */
  readonly roles: readonly Role[];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: { readonly status: 200 | 201 | 202; readonly schema: Answer };
  /** What may go wrong besides what may go wrong with any route of its kind. */
  readonly problems: readonly ProblemKind[];
}

/** What a handler is given: all of it checked. */
export interface ApiRequest<R extends Route> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: z.output<R['body']>;
}

/** What a handler answers when nothing went wrong. */
export type AnswerOf<R extends Route> = z.output<R['answer']['schema']>;

/** The problems of a route, those that follow from what it is included. */
export const problemsOf = (route: Route): readonly ProblemKind[] => [
  ...(route.method === 'GET'
    ? []
    : (['unreadable_json', 'request_in_progress', 'idempotency_key_reused'] as const)),
  ...(route.roles.length === 0 ? [] : (['forbidden', 'invalid_input'] as const)),
  ...route.problems,
  'internal',
];
