/** What caused a reconciliation. */
export const triggers = [
  'payment_initiation',
  'payment_changed',
  'notice_received',
  'status_queried',
  'sweep',
  'manual',
] as const;
export type Trigger = (typeof triggers)[number];
