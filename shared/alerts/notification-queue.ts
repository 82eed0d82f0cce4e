/** A message as it waits on the queue. */
export interface QueuedNotification {
  readonly body: string;
  /** When it was first sent, epoch milliseconds; sending it again does not change it. */
  readonly waitingSince: number;
}

/** Where notifications wait. At least once, in any order. */
export interface NotificationQueue {
  /** As a new message, 15 minutes later at most. */
  send(notification: QueuedNotification, delaySeconds: number): Promise<void>;
  /** For a person to look at; the reason holds no secret. */
  putAside(notification: QueuedNotification, reason: string): Promise<void>;
}
