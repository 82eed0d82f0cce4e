import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { logger } from './logger.ts';
import { count } from './metrics.ts';
import { onion } from './onion.ts';

/** What EventBridge Scheduler sends: the time it was meant for, `<aws.scheduler.scheduled-time>`. */
const scheduledEvent = z.object({ time: z.iso.datetime({ offset: true }) });

/** Stop this long before Lambda would stop us, so that what was begun is finished. */
const reserveMs = 5_000;

export interface ScheduledRun {
  /** The time it was meant for, epoch milliseconds. */
  readonly scheduledAt: number;
  readonly hasTimeLeft: () => boolean;
}

/** Runs a job for its scheduled time; a run that comes twice must be harmless. Its answer is logged and returned. */
export function scheduleEdge<Answer extends object>(job: (run: ScheduledRun) => Promise<Answer>) {
  const edge = onion<unknown, Answer>().onError(() => count('JobsFailed'));
  return edge.handler(async (event: unknown, context: Context) => {
    const { time } = z.parse(scheduledEvent, event);
    const answer = await job({
      scheduledAt: Date.parse(time),
      hasTimeLeft: () => context.getRemainingTimeInMillis() > reserveMs,
    });
    count('JobsRan');
    logger.info('schedule ran', { time, ...answer });
    return answer;
  });
}
