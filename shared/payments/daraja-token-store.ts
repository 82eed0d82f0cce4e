/** An OAuth token of a Daraja app. */
export interface DarajaToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * One token per app for all functions: M-Pesa says that asking for a new one ends the old one. Reads are strongly consistent.
 * `appKey` is the SHA-256 of the consumer key, never the key itself.
 */
export interface DarajaTokenStore {
  /** The token last saved, expired or not; undefined when there is none or it was dropped. */
  read(appKey: string): Promise<DarajaToken | undefined>;
  /** True for one caller only until `now + leaseMs`, or until a token is saved: that one asks M-Pesa. */
  lease(appKey: string, now: number, leaseMs: number): Promise<boolean>;
  /** Replaces the token and ends the lease. */
  save(appKey: string, token: string, expiresAt: number): Promise<void>;
  /** Ends the lease without a token: asking failed, and another may try. */
  release(appKey: string): Promise<void>;
  /** M-Pesa refused this token; no effect when another one has been saved meanwhile. */
  drop(appKey: string, token: string): Promise<void>;
}
