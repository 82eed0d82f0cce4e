import { setTimeout as delay } from 'node:timers/promises';
import type { Json } from '../assembly/json.ts';
import type { Wiring } from '../assembly/wiring.ts';
import type { Target } from '../aws/targets.ts';
import { StartFailure } from '../start-failure.ts';
import { compileTimetable, type NextAfter } from './timetable.ts';

/** One schedule of the template. */
export interface LocalSchedule {
  /** The word of the function it wakes, or its own where that would be another's too. */
  readonly name: string;
  /** Fires once as if it were that time, and ends when the target has. Throws when the target fails. */
  run(timeMs: number): Promise<Json | undefined>;
}

export interface Schedules {
  readonly all: readonly LocalSchedule[];
  /** Firings under way. */
  inFlight(): number;
  /** From now on they fire by the clock. */
  start(): void;
  stop(): Promise<void>;
}

interface Plan {
  readonly ownName: string;
  readonly next: NextAfter | undefined;
  readonly target: Target;
  readonly deadLetters: Target | undefined;
  readonly maxAttempts: number;
  input(timeMs: number): string;
}

export interface SchedulesOptions {
  readonly wiring: Wiring;
  readonly target: (arn: string) => Target;
  readonly account: string;
  readonly region: string;
  readonly log: (line: string) => void;
}

/** `setTimeout` cannot wait longer. */
const longestWaitMs = 2 ** 31 - 1;
/** AWS waits a minute and more: sooner here, since somebody is watching. */
const retryDelayMs = 5000;

/** Reads all schedules. Throws StartFailure that names one with a part that is not understood. */
export function createSchedules(options: SchedulesOptions): Schedules {
  const createdAtMs = Date.now();
  const plans = readPlans(options, createdAtMs);
  const words = plans.map((plan) => plan.target.function?.name ?? plan.ownName);
  const named = plans.map((plan, index) => {
    const word = words[index] ?? '';
    return { plan, name: words.filter((other) => other === word).length > 1 ? plan.ownName : word };
  });
  const stopped = new AbortController();
  const firings = new Set<Promise<void>>();

  async function fire({ plan, name }: (typeof named)[number], timeMs: number): Promise<void> {
    const input = plan.input(timeMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await plan.target.deliver(input);
        return;
      } catch (error) {
        if (stopped.signal.aborted) return;
        options.log(`Schedule ${name}: ${(error as Error).message}`);
        if (attempt >= plan.maxAttempts) break;
        await delay(retryDelayMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
    await plan.deadLetters?.deliver(input);
  }

  async function follow(entry: (typeof named)[number], next: NextAfter): Promise<void> {
    const { signal } = stopped;
    // What fell due while the machine slept is not made up for.
    for (
      let due = next(createdAtMs - 1);
      due !== undefined && !signal.aborted;
      due = next(Math.max(due, Date.now() - 1))
    ) {
      while (due > Date.now() && !signal.aborted) {
        await delay(Math.min(due - Date.now(), longestWaitMs), undefined, { signal }).catch(() => undefined);
      }
      if (signal.aborted) return;
      const firing: Promise<void> = fire(entry, due)
        .catch((error: Error) => options.log(`Schedule ${entry.name}: ${error.message}`))
        .finally(() => firings.delete(firing));
      firings.add(firing);
    }
  }

  return {
    all: named.map(({ plan, name }) => ({
      name,
      run: async (timeMs) => await plan.target.deliver(plan.input(timeMs)),
    })),
    inFlight: () => firings.size,
    start: () => {
      for (const entry of named) if (entry.plan.next) void follow(entry, entry.plan.next);
    },
    stop: async () => {
      stopped.abort();
      await Promise.allSettled(firings);
    },
  };
}

/** A rate without a start counts from now: what was missed while the system was down is made up for at once. */
function readPlans({ wiring, target, account, region }: SchedulesOptions, now: number): Plan[] {
  return wiring.all('AWS::Scheduler::Schedule').map(({ properties, name, arn, resource }) => {
    try {
      const { Target: to, StartDate, EndDate, State } = properties;
      const from = StartDate === undefined ? now : Date.parse(StartDate);
      const until = EndDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(EndDate);
      const timetable = compileTimetable(
        properties.ScheduleExpression,
        properties.ScheduleExpressionTimezone,
        from,
      );
      const next: NextAfter = (after) => {
        const due = timetable(Math.max(after, from - 1));
        return due !== undefined && due <= until ? due : undefined;
      };
      const woken = target(to.Arn);
      const deadLetterArn = woken.function?.deadLetterArn ?? to.DeadLetterConfig?.Arn;
      const ownEvent = (time: string) => {
        return {
          version: '0',
          id: crypto.randomUUID(),
          'detail-type': 'Scheduled Event',
          source: 'aws.scheduler',
          account,
          time,
          region,
          resources: [arn],
          detail: '{}',
        };
      };
      return {
        ownName: name,
        next: State === 'ENABLED' ? next : undefined,
        target: woken,
        deadLetters: deadLetterArn === undefined ? undefined : target(deadLetterArn),
        // Scheduler hands the event over and is done: how often a function is tried is Lambda's affair.
        maxAttempts: 1 + (woken.function?.asyncRetries ?? to.RetryPolicy?.MaximumRetryAttempts ?? 185),
        input: (timeMs) => fillIn(to.Input ?? JSON.stringify(ownEvent(isoSeconds(timeMs))), arn, timeMs),
      };
    } catch (error) {
      throw new StartFailure(
        `AWS::Scheduler::Schedule ${resource.stack.name}/${resource.logicalId}: ${(error as Error).message}`,
      );
    }
  });
}

/** The keywords that EventBridge Scheduler replaces in an input. */
function fillIn(input: string, arn: string, timeMs: number): string {
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', isoSeconds(timeMs))
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.execution-id>', () => crypto.randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

function isoSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
