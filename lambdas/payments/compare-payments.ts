import { scheduleEdge } from '../../shared/edge/schedule.ts';
import { comparePayments } from '../../shared/payments/watch-payments.ts';
import { watchDependencies } from '../watch-dependencies.ts';

/** Woken each hour. Compares all of the operator's payments once a day, where they are too many for every minute. */
const { deps } = watchDependencies();

export const handler = scheduleEdge(
  async ({ scheduledAt }) => (await comparePayments(deps, scheduledAt)) ?? { seen: 0 },
);
