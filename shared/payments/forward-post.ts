/** What came of a post to an operator's own system; no message quotes its URL. */
export type PostOutcome =
  /** Any 2xx; `body` is what it said, when that was asked for. */
  | { readonly kind: 'taken'; readonly body: string }
  /** Any other answer. */
  | { readonly kind: 'refused'; readonly status: number }
  /** No answer, or none in time. */
  | { readonly kind: 'unreachable'; readonly message: string; readonly isSlow: boolean };

export interface SignedPost {
  readonly url: string;
  /** Sent as it is, in UTF-8. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limitMs: number;
  /** The answer's body is read only if somebody wants it. */
  readonly wantsAnswer: boolean;
}

/** Posts once. Never throws, follows no redirect, and takes no longer than the limit. */
export type ForwardPost = (post: SignedPost) => Promise<PostOutcome>;
