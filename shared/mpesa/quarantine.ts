export const quarantineReasons = [
  'unknown_token',
  'synthetic',
  'unknown_channel',
  'too_large',
  'unreadable_body',
  'unknown_kind',
  'invalid_field',
  'shortcode_mismatch',
  'unknown_request',
  'request_mismatch',
] as const;
export type QuarantineReason = (typeof quarantineReasons)[number];

/** A callback that was refused, kept whole with its reason where people can look at it and replay it. */
export interface QuarantinedCallback {
  readonly reason: QuarantineReason;
  /** Names the field and what was expected. */
  readonly message: string;
  readonly channel: string;
  readonly body: string;
  /** Never the token itself. */
  readonly tokenSha256: string;
  readonly queryId?: string;
  readonly sourceIp?: string;
  readonly requestId: string;
  readonly receivedAt: number;
}

/** Once per request id and body, however often it is delivered. Kept for 400 days. */
export interface Quarantine {
  put(callback: QuarantinedCallback): Promise<void>;
  /** Newest first. */
  list(limit: number): Promise<readonly (Omit<QuarantinedCallback, 'body'> & { readonly id: string })[]>;
  get(id: string): Promise<QuarantinedCallback | undefined>;
}
