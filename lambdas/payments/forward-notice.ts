import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { count } from '../../shared/edge/metrics.ts';
import { queueEdge } from '../../shared/edge/queue.ts';
import { parseForward } from '../../shared/payments/forward.ts';
import { forwardNotice, NotForwarded } from '../../shared/payments/forward-notice.ts';
import { forwardDependencies } from '../forward-dependencies.ts';

/** Woken by an accepted notice on `forwards`. Posts it on to the operator's own system. */
const clock = Date.now;
const { deps, putAside } = forwardDependencies(clock);

const lateMs = 3_600_000;

/** Thirteen receives over a day: seconds while it may be a restart, hours while people are asleep. SQS hides no longer than 12 h. */
const hiddenSeconds = [5, 15, 45, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 21_600];
const backoffSeconds = (receiveCount: number): number => hiddenSeconds[receiveCount - 1] ?? 0;

export const handler = queueEdge({
  read: ({ body, attributes }) => ({ forward: parseForward(body), sentAt: Number(attributes.SentTimestamp) }),
  handle: async ({ forward, sentAt }) => {
    try {
      if ((await forwardNotice(deps, forward)) === 'posted') count('ForwardsTaken');
    } catch (error) {
      // SQS leaves what was received three times out of the age of its oldest message.
      if (clock() - sentAt >= lateMs) count('ForwardsLate');
      throw error;
    }
  },
  delay: sqsDelay(),
  putAside,
  // A day of tries is planned for it, and `ForwardsLate` tells after an hour.
  isOthersFailure: (error) => error instanceof NotForwarded,
  backoffSeconds,
});
