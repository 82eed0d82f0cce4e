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
  /** Credentials were taken out of the body before it was kept. */
  readonly isStripped?: boolean;
}

/** What became of the last replay of a refused callback. */
export interface ReplayMark {
  /** Of the operator's action. */
  readonly id: string;
  readonly by: string;
  readonly outcome: 'accepted' | 'refused';
}

export interface QuarantineEntry extends Omit<QuarantinedCallback, 'body'> {
  readonly id: string;
  readonly replay?: ReplayMark;
}

export interface QuarantineQuery {
  readonly limit: number;
  readonly reason?: QuarantineReason;
  /** Received then or later, epoch milliseconds. */
  readonly since?: number;
  /** The last entry of the page before. */
  readonly after?: string;
}

/** Once per request id and body, however often it is delivered. Kept for 400 days. */
export interface Quarantine {
  /** Put again with another reason, it has that reason; what is noted of a replay stays. */
  put(callback: QuarantinedCallback): Promise<void>;
  /** No effect where there is no such entry. */
  noteReplay(id: string, mark: ReplayMark): Promise<void>;
  /** Newest first, at most `limit`; a full page may have a next one. */
  list(query: QuarantineQuery): Promise<readonly QuarantineEntry[]>;
  entry(id: string): Promise<QuarantineEntry | undefined>;
  get(id: string): Promise<QuarantinedCallback | undefined>;
}
