/** What was sent where, for 30 days. */
export interface NotificationLog {
  has(factId: string, destination: string): Promise<boolean>;
  /** No effect when it was recorded before. */
  record(factId: string, destination: string, now: number): Promise<void>;
}
