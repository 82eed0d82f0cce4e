/**
 * What was posted on to an operator, kept for 30 days. Of those that claim an id at once one gets it, until it says that
 * the notice is posted, gives it back, or its time is over.
 */
export interface ForwardLog {
  /** @param until when another may claim it, epoch milliseconds, should nothing be heard of this one. */
  claim(id: string, now: number, until: number): Promise<'claimed' | 'taken' | 'posted'>;
  posted(id: string, now: number): Promise<void>;
  /**
   * Gives back the claim that was to end at `until`. No effect on a later one of somebody else, nor on a notice that is
   * posted.
   */
  release(id: string, until: number): Promise<void>;
}
