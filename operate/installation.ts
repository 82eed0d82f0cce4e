export interface InstalledQueue {
  /** Its construct's path in kebab-case, the same on every stage: `payment-notices`, `payment-notices-dead-letters`. */
  readonly name: string;
  readonly url: string;
}

/** One stage as it stands, in AWS or on this machine, for commands that look at it or repair it. */
export interface Installation {
  readonly stage: string;
  readonly region: string;
  /** What its functions are told in their environment, all together. */
  readonly variables: Readonly<Record<string, string>>;
  readonly queues: readonly InstalledQueue[];
}
