import type { PartnerId } from '../kernel/identifiers.ts';
import type { Check } from './check.ts';
import type { Poll } from './poll.ts';

/** Which shortcodes are polled, and when each is due. */
export interface PollSchedule {
  ofPartner(partnerId: PartnerId): Promise<readonly Poll[]>;
  /** Saves the successor of the version before it. A stopped poll is never due. */
  save(poll: Poll): Promise<'saved' | 'changed'>;
  remove(poll: Poll): Promise<void>;
  /** Oldest first; finds them without looking at those that are not due. */
  due(
    now: number,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<{ readonly polls: readonly Poll[]; readonly cursor?: string }>;
  /** Moves the poll to its next time and keeps the check, both or neither. `changed`: another run has claimed it. */
  claim(poll: Poll, check: Check): Promise<'saved' | 'changed'>;
  /** Partners whose polls do not follow their rows yet. */
  unsynced(now: number): Promise<readonly { readonly partnerId: PartnerId; readonly markedAt: number }[]>;
  /** No effect when the partner was marked again meanwhile. */
  markSynced(partnerId: PartnerId, markedAt: number): Promise<void>;
  /** A digest of the directory that all polls followed last. */
  directorySeen(): Promise<string | undefined>;
  saveDirectorySeen(digest: string): Promise<void>;
}
