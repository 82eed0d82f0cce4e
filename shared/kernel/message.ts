import * as z from 'zod/mini';

/** The version that this release writes and reads. A message without one is of version 1. */
const readVersion = 1;

const head = z.object({ v: z.exactOptional(z.int()) });

/**
 * Reads a message of our own from a queue. Members that it does not know are left out: a newer release may have added
 * them. A message whose meaning a newer release changed says so in `v`: it throws, and so ends in the dead letters, from where
 * it is replayed once that release is there again.
 */
export function readMessage<Schema extends z.core.$ZodType>(schema: Schema, body: string): z.output<Schema> {
  const message: unknown = JSON.parse(body);
  checkVersion(z.parse(head, message).v);
  return z.parse(schema, message);
}

/** Throws for a version that a newer release wrote. */
function checkVersion(version = readVersion): void {
  if (version <= readVersion) return;
  throw new Error(
    `the message is of version ${version}, and this release reads ${readVersion}: replay it (npm run dlq -- replay) when the release that wrote it is deployed again`,
  );
}
