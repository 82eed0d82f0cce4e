import * as z from 'zod/mini';
import { parseReplay, type Replay } from '../mpesa/replay.ts';
import type { DeadLetter, Message } from './dead-letters.ts';

/** What tells of a message's end. It would be untrue once the message is on its way again. */
const ofItsEnd = new Set([
  'reason',
  'waiting_since',
  'RULE_ARN',
  'TARGET_ARN',
  'ERROR_CODE',
  'ERROR_MESSAGE',
  'EXHAUSTED_RETRY_CONDITION',
  'RETRY_ATTEMPTS',
]);
/** SQS takes no more. */
const mostAttributes = 10;

const busEvent = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.looseObject({}) });

/** A dead letter as it goes back to its queue: as it was first sent there, and marked as replayed if it has room for that. */
export function redelivery({ body, attributes }: DeadLetter, replay: Replay): Message {
  const kept = Object.entries(attributes).filter(([name]) => !ofItsEnd.has(name) && name !== 'replay');
  // Whose it was said to be when it was replayed before, and from where, is true still.
  const mark = { ...markOf(attributes), ...replay };
  const marked = kept.length < mostAttributes ? [['replay', JSON.stringify(mark)] as const] : [];
  return { body: sentBody(body), attributes: Object.fromEntries([...kept, ...marked]) };
}

/** The bus puts the whole event aside where its queue would have got the fact in it. */
function sentBody(body: string): string {
  try {
    const event = busEvent.safeParse(JSON.parse(body));
    return event.success ? JSON.stringify(event.data.detail) : body;
  } catch {
    return body;
  }
}

/** Why it ended there, as far as the message says. */
export const statedReason = ({ attributes }: Pick<DeadLetter, 'attributes'>): string | undefined =>
  attributes.reason ?? attributes.ERROR_MESSAGE ?? attributes.ErrorMessage ?? attributes.ERROR_CODE;

/** It was replayed by this very action, and came back. */
export function isReplayedBy(action: string, { attributes }: DeadLetter): boolean {
  return markOf(attributes)?.id === action;
}

/** One that cannot be read is none: it must not keep the message where it is. */
function markOf({ replay }: DeadLetter['attributes']): Replay | undefined {
  try {
    return replay === undefined ? undefined : parseReplay(replay);
  } catch {
    return undefined;
  }
}
