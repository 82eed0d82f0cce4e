/** At least once, in any order. */
export interface WorkQueue<Work> {
  send(work: readonly Work[], delaySeconds?: number): Promise<void>;
}
