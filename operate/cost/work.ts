import { assumptions, balanceChecksPerMonth } from './assumptions.ts';
import type { Bill, Line } from './line.ts';
import { ofType } from './line.ts';
import { listAt, nameOf, type Resource, refersTo, valueAt } from './resources.ts';
import { runsPerMonth } from './runs-per-month.ts';
import type { FunctionUse, Use } from './usage.ts';

/** What a function does in a month for one reason. */
export interface Work extends FunctionUse {
  readonly lambda: Resource;
  readonly because: Line['because'];
}

/** Something that runs by the clock: how often in a month, and what one run uses. */
interface Recurring {
  readonly times: number;
  readonly use: Use;
}

/** A function that nobody measured is taken to be of the middling kind. */
const unmeasured: FunctionUse = { invocations: 1, cpuMs: 20, waits: 8, logBytes: 500 };
const nothing: Use = { tables: {}, messages: {}, functions: {}, facts: 0, objectsPut: 0 };

/** The lambda's word, by which its use is known. */
export const wordOf = (lambda: Resource): string => {
  const told = valueAt(lambda.properties, 'Environment', 'Variables', 'POWERTOOLS_SERVICE_NAME');
  return typeof told === 'string' ? told : nameOf(lambda);
};

/** What schedules start, and the balances that are asked for: what stands there costs that much without any callback. */
function recurring(bill: Bill): readonly Recurring[] {
  const { usage } = bill;
  const runs = [...runsOf(bill)].map(([lambda, times]) => {
    const word = wordOf(lambda);
    return { times, use: usage.perRun[word] ?? { ...nothing, functions: { [word]: unmeasured } } };
  });
  const checksBalances = ofType(bill, 'AWS::Lambda::Function').some(
    (each) => wordOf(each) === 'query-balance',
  );
  return [...runs, ...(checksBalances ? [{ times: balanceChecksPerMonth, use: usage.perBalanceCheck }] : [])];
}

function runsOf(bill: Bill): ReadonlyMap<Resource, number> {
  const runs = new Map<Resource, number>();
  const lambdas = ofType(bill, 'AWS::Lambda::Function');
  for (const { properties } of ofType(bill, 'AWS::Scheduler::Schedule', 'AWS::Events::Rule')) {
    if (typeof properties.ScheduleExpression !== 'string') continue;
    const targets = [valueAt(properties, 'Target', 'Arn'), ...listAt(properties, 'Targets')];
    const woken = lambdas.find((lambda) => targets.some((target) => refersTo(target, lambda)));
    if (woken) runs.set(woken, (runs.get(woken) ?? 0) + runsPerMonth(properties.ScheduleExpression));
  }
  return runs;
}

/** All that the functions of the templates do in a month. */
export function workOf(bill: Bill): readonly Work[] {
  const byClock = recurring(bill);
  return ofType(bill, 'AWS::Lambda::Function').flatMap((lambda): readonly Work[] => {
    const word = wordOf(lambda);
    const standing = byClock.map(({ times, use }) => timesOver(use.functions[word], times));
    const measured = bill.usage.perCallback.functions[word];
    const perCallback = measured ?? (isFedByUnmeasuredQueue(lambda, bill) ? unmeasured : undefined);
    return [
      ...standing.map((use) => ({ lambda, because: 'standing' as const, ...use })),
      { lambda, because: 'callbacks' as const, ...timesOver(perCallback, bill.callbacks) },
    ].filter(({ cpuMs }) => cpuMs > 0);
  });
}

const timesOver = (use: FunctionUse | undefined, times: number): FunctionUse => ({
  invocations: (use?.invocations ?? 0) * times,
  cpuMs: (use?.cpuMs ?? 0) * times,
  waits: (use?.waits ?? 0) * times,
  logBytes: (use?.logBytes ?? 0) * times,
});

function isFedByUnmeasuredQueue(lambda: Resource, bill: Bill): boolean {
  const queues = ofType(bill, 'AWS::SQS::Queue').filter(
    (queue) => messagesPerCallback(queue, bill).isAssumed,
  );
  return ofType(bill, 'AWS::Lambda::EventSourceMapping').some(
    ({ properties }) =>
      refersTo(properties.FunctionName, lambda) &&
      queues.some((queue) => refersTo(properties.EventSourceArn, queue)),
  );
}

/** Queues that take what failed for good: those that others name as such. They are taken as empty. */
export const isDeadLetterQueue = (queue: Resource, bill: Pick<Bill, 'resources'>): boolean =>
  bill.resources.some(({ type, properties }) =>
    [
      type === 'AWS::SQS::Queue' && properties.RedrivePolicy,
      type === 'AWS::Lambda::Function' && properties.DeadLetterConfig,
      type === 'AWS::Scheduler::Schedule' && valueAt(properties, 'Target', 'DeadLetterConfig'),
      ...(type === 'AWS::Events::Rule'
        ? listAt(properties, 'Targets').map((to) => valueAt(to, 'DeadLetterConfig'))
        : []),
    ].some((named) => named && refersTo(named, queue)),
  );

/** How many messages a queue carries for each callback; one where nobody measured it. */
export function messagesPerCallback(queue: Resource, bill: Bill) {
  const { perCallback, perRun, perBalanceCheck } = bill.usage;
  const name = nameOf(queue);
  const known = [perCallback, perBalanceCheck, ...Object.values(perRun)].some(
    ({ messages }) => name in messages,
  );
  if (known) return { messages: perCallback.messages[name] ?? 0, isAssumed: false };
  const isUsed = !quietQueues.includes(name);
  return { messages: isUsed ? 1 : 0, isAssumed: isUsed };
}

/** Questions to M-Pesa, which ordinary callbacks do not make and the measurement may have had none of. */
const quietQueues: readonly string[] = ['status-queries'];

/** What of one thing is used in a month by what runs by the clock. */
export const standingUse = (bill: Bill, of: (use: Use) => number | undefined): number =>
  recurring(bill).reduce((sum, { times, use }) => sum + times * (of(use) ?? 0), 0);

/** GB-seconds: the CPU at the share of a processor that the memory brings, and what is waited for. */
export function gbSecondsOf({ lambda, cpuMs, waits, invocations }: Work): number {
  const memoryMb = Number(lambda.properties.MemorySize ?? 128);
  const slower = Math.max(1, assumptions.memoryMbPerVcpu / memoryMb);
  const ms = cpuMs * slower + waits * assumptions.waitMs + invocations * assumptions.mongodbMs;
  return (ms / 1_000) * (memoryMb / 1_024);
}
