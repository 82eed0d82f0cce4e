import type { NotificationLog } from '../../alerts/notification-log.ts';

/** What was sent, in memory. */
export function memoryNotificationLog(): NotificationLog {
  const sent = new Set<string>();
  const keyOf = (factId: string, destination: string): string => `${factId}\n${destination}`;
  return {
    async has(factId, destination) {
      return sent.has(keyOf(factId, destination));
    },
    async record(factId, destination) {
      sent.add(keyOf(factId, destination));
    },
  };
}
