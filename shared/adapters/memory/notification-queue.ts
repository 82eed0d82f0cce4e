import type { NotificationQueue, QueuedNotification } from '../../alerts/notification-queue.ts';

/** A queue that only remembers what was sent and put aside. */
export interface MemoryNotificationQueue extends NotificationQueue {
  readonly sent: readonly (QueuedNotification & { readonly delaySeconds: number })[];
  readonly aside: readonly (QueuedNotification & { readonly reason: string })[];
}

export function memoryNotificationQueue(): MemoryNotificationQueue {
  const sent: (QueuedNotification & { delaySeconds: number })[] = [];
  const aside: (QueuedNotification & { reason: string })[] = [];
  return {
    sent,
    aside,
    async send(notification, delaySeconds) {
      sent.push({ ...notification, delaySeconds });
    },
    async putAside(notification, reason) {
      aside.push({ ...notification, reason });
    },
  };
}
