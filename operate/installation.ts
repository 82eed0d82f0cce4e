export interface InstalledQueue {
  /** Its construct's path in kebab-case, the same on every stage: `payment-notices`, `payment-notices-dead-letters`. */
  readonly name: string;
  readonly url: string;
  /** The function that works on what is sent to it: `reconcile-notice`. */
  readonly worker?: string;
}

/** One stage as it stands, in AWS or on this machine, for commands that look at it or repair it. */
export interface Installation {
  readonly stage: string;
  readonly region: string;
  /** What its functions are told in their environment, all together. */
  readonly variables: Readonly<Record<string, string>>;
  readonly queues: readonly InstalledQueue[];
  /** Starts a scheduled job (`watch-payments`) as of a time in ISO 8601. Throws when it cannot be started, or is seen to fail. */
  startJob(job: string, time: string): Promise<void>;
}
