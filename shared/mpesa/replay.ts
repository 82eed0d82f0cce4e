import * as z from 'zod/mini';
import { type Shortcode, shortcode } from '../kernel/identifiers.ts';

const replay = z.object({
  /** Of the operator's action. */
  id: z.string(),
  by: z.string(),
  why: z.string(),
  /** Whose URL it should have come to, where the person says so. */
  shortcode: z.exactOptional(
    z.pipe(
      z.string(),
      z.transform((text): Shortcode => shortcode(text)),
    ),
  ),
  /** The entry of the quarantine that is replayed. */
  quarantined: z.exactOptional(z.string()),
});

/** A message that a person had sent again. */
export type Replay = z.infer<typeof replay>;

/** Reads the attribute that goes with such a message; throws when it is none. */
export const parseReplay = (text: string): Replay => replay.parse(JSON.parse(text));
