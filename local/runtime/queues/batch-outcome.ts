import { isJsonObject } from '../assembly/json.ts';
import type { Outcome } from '../functions/local-function.ts';

/**
 * The messages of a batch that are done with. A failed invocation leaves all of them; a partial response leaves those
 * it names, and all of them when it makes no sense.
 * Source: AWS Lambda Developer Guide, "Implementing partial batch responses" (success and failure conditions).
 */
export function handledMessages<Message extends { readonly MessageId: string }>(
  batch: readonly Message[],
  outcome: Outcome,
  partialResponses: boolean,
): readonly Message[] {
  if (!outcome.ok) return [];
  if (!partialResponses || outcome.payload === undefined || outcome.payload === null) return batch;
  if (!isJsonObject(outcome.payload)) return [];
  const failures = outcome.payload.batchItemFailures;
  if (failures === undefined || failures === null) return batch;
  if (!Array.isArray(failures)) return [];
  const ids = new Set<unknown>(
    failures.map((failure) => (isJsonObject(failure) ? failure.itemIdentifier : undefined)),
  );
  const known = new Set<unknown>(batch.map(({ MessageId }) => MessageId));
  return [...ids].every((id) => known.has(id)) ? batch.filter(({ MessageId }) => !ids.has(MessageId)) : [];
}
