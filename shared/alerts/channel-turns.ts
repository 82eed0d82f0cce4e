export type Turn =
  /** Ours until then; the time is also what it is given back by. */
  | { readonly taken: true; readonly heldUntil: number }
  /** When it may be free; a guess while somebody has it. */
  | { readonly taken: false; readonly freeAt: number };

/** Turns to speak in a channel, one at a time among everybody who takes them. Times are epoch milliseconds. */
export interface ChannelTurns {
  /** Whoever takes it has the channel alone, until it is given back or `leaseMs` are over. */
  take(channel: string, now: number, leaseMs: number): Promise<Turn>;
  /** The channel is free from `freeAt` on. No effect for a turn that has run out and is another's now. */
  giveBack(channel: string, heldUntil: number, freeAt: number): Promise<void>;
}
