/** An answer as it was given first. */
export interface StoredAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export type Begun =
  | 'new'
  /** The first answer to the same request. */
  | { readonly done: StoredAnswer }
  | 'in_progress'
  /** The key was used with another request. */
  | 'mismatch';

/**
 * Which requests were begun and answered under a key of the caller's. Of concurrent calls with one key exactly one gets
 * `new`. A request that was begun and never finished (its function died) is `new` again after a minute; answers are kept for a day.
 * Keys are scoped by caller and route beforehand.
 */
export interface IdempotencyStore {
  begin(key: string, requestHash: string, now: number): Promise<Begun>;
  complete(key: string, answer: StoredAnswer): Promise<void>;
  /** The request was refused or failed: the key is free again. */
  abandon(key: string): Promise<void>;
}
