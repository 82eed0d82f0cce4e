import * as z from 'zod/mini';

/** The version that this release writes and reads. A message without one is of version 1. */
const readVersion = 1;

const head = z.object({ v: z.exactOptional(z.int()) });

/** No further try helps. The message says why, and quotes nothing of what was sent. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/**
 * Reads a message of our own from a queue. Members that it does not know are left out: a newer release may have added
 * them. Throws UnreadableMessage, so that it ends in the dead letters, for what is no such message, and for one whose meaning a
 * newer release changed, which says so in `v`: that is replayed once that release is there again.
 */
export function readMessage<Schema extends z.core.$ZodType>(schema: Schema, body: string): z.output<Schema> {
  const message = parsed(body);
  const version = checked(head, message).v ?? readVersion;
  if (version > readVersion) {
    throw new UnreadableMessage(
      `the message is of version ${version}, and this release reads ${readVersion}: replay it (npm run dlq -- replay) when the release that wrote it is deployed again`,
    );
  }
  return checked(schema, message);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new UnreadableMessage('the message is not JSON');
  }
}

function checked<Schema extends z.core.$ZodType>(schema: Schema, message: unknown): z.output<Schema> {
  const { success, data, error } = z.safeParse(schema, message);
  if (success) return data;
  const faults = error.issues.map(
    ({ path, message: fault }) => `${path.join('.') || 'the message'}: ${fault}`,
  );
  throw new UnreadableMessage(faults.join('; '));
}
