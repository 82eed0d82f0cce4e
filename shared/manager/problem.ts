import * as z from 'zod/mini';
import type { Fault } from '../kernel/faults.ts';

/** Everything that may go wrong with a request, as RFC 9457 wants it told. */
export const problemKinds = {
  unreadable_json: { status: 400, title: 'The body is not JSON' },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed' },
  forbidden: { status: 403, title: 'Your roles do not allow this' },
  not_found: { status: 404, title: 'Not found' },
  already_exists: { status: 409, title: 'There is one already' },
  ambiguous_id: { status: 409, title: 'Several payments bear this id' },
  request_in_progress: { status: 409, title: 'A request with this Idempotency-Key is still running' },
  invalid_input: { status: 422, title: 'Some fields are not as expected' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used for another request' },
  unreadable_payment: { status: 422, title: 'The payment cannot be read in the operations database' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A part that this needs does not answer; try again' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof problemKinds;

export interface Problem {
  readonly kind: ProblemKind;
  /** About this very request, for a person. */
  readonly detail?: string;
  readonly errors?: readonly Fault[];
}

export const problemBody = z
  .object({
    type: z.string().check(z.describe('Names the kind of problem: urn:salio:problem:<kind>')),
    title: z.string(),
    status: z.int(),
    detail: z.optional(z.string()),
    instance: z.optional(z.string().check(z.describe('Names this occurrence, as it is found in our logs'))),
    errors: z.optional(
      z.array(
        z.object({
          field: z.string().check(z.describe('Path of the field; empty for the whole')),
          message: z.string().check(z.describe('What was expected there')),
        }),
      ),
    ),
  })
  .register(z.globalRegistry, { id: 'Problem', description: 'RFC 9457 problem details' });

/** The problem as it is answered. */
export function describeProblem(
  { kind, detail, errors }: Problem,
  instance?: string,
): z.infer<typeof problemBody> {
  const { status, title } = problemKinds[kind];
  return {
    type: `urn:salio:problem:${kind.replaceAll('_', '-')}`,
    title,
    status,
    ...(detail !== undefined && { detail }),
    ...(instance !== undefined && { instance }),
    ...(errors && { errors: [...errors] }),
  };
}
