import { failed, ok, type Result } from '../kernel/result.ts';
import { type Caller, seesFleet } from './access.ts';
import type { Problem } from './problem.ts';

/** Why a payment could not be had from the operator's database. */
export type LookupFailure =
  | { readonly kind: 'not_found' | 'ambiguous_id'; readonly message: string }
  | { readonly kind: 'unreadable'; readonly field: string; readonly message: string };

export const lookupProblem = (failure: LookupFailure): Problem =>
  failure.kind === 'unreadable'
    ? {
        kind: 'unreadable_payment',
        detail: `its field ${failure.field} cannot be read: ${failure.message}`,
        errors: [{ field: failure.field, message: failure.message }],
      }
    : { kind: failure.kind, detail: failure.message };

/** The payment if it is the caller's to see. Whoever may not see it is told no more than that it is not there. */
export function visibleTo<P extends { readonly id: string; readonly fleetId?: string }>(
  caller: Caller,
  id: string,
  found: Result<P, LookupFailure>,
): Result<P, Problem> {
  const isVisible = seesFleet(caller, found.ok ? found.value.fleetId : undefined);
  if (!isVisible) return failed({ kind: 'not_found', detail: `there is no payment ${id}` });
  return found.ok ? ok(found.value) : failed(lookupProblem(found.error));
}
