import * as z from 'zod/mini';

const expected = (text: string) => `expected ${text}`;
const whole = (least: number, most: number, what: string) => {
  const message = expected(`${what} from ${least} to ${most}`);
  return z.int(message).check(z.gte(least, message), z.lte(most, message));
};

/** How Slack misbehaves; what is absent behaves well. */
export const slackFaultsSchema = z.strictObject(
  {
    /** Answered instead of `ok`; nothing is shown then. */
    status: z.exactOptional(whole(400, 599, 'an HTTP status')),
    /** Sent along as Retry-After; without a status, it means 429. */
    retry_after: z.exactOptional(whole(0, 86_400, 'seconds')),
    /** Every answer comes so much later; whoever has gone by then has posted nothing. */
    delay_ms: z.exactOptional(whole(0, 600_000, 'milliseconds')),
    /** After so many posts it is healed by itself. */
    times: z.exactOptional(whole(1, 1_000_000, 'a number of posts')),
  },
  expected('an object'),
);

export type SlackFaults = z.infer<typeof slackFaultsSchema>;

/** The fault that the next post meets. */
export interface SlackFaultSwitch {
  set(faults: SlackFaults): void;
  next(): SlackFaults;
}

export function slackFaultSwitch(): SlackFaultSwitch {
  let faults: SlackFaults = {};
  let left = 0;
  return {
    set(given) {
      faults = given;
      left = given.times ?? Number.POSITIVE_INFINITY;
    },
    next() {
      if (left <= 0) return {};
      left -= 1;
      return faults;
    },
  };
}
