import { sqsDeadLetters } from '../shared/adapters/sqs/dead-letters.ts';
import { act } from '../shared/repair/act.ts';
import type { DeadLetter, DeadLetters } from '../shared/repair/dead-letters.ts';
import { type MissedRun, missedRunsOf } from '../shared/repair/missed-runs.ts';
import { actionNeeds } from './action-needs.ts';
import type { DeadLetterQueue } from './dead-letter-queues.ts';
import type { Installation } from './installation.ts';
import { operatorOf, reasonOf } from './operator.ts';
import { counted, type Printer } from './printer.ts';

interface Wish {
  readonly queue: DeadLetterQueue;
  readonly count: number;
  readonly why: string | undefined;
  readonly by: string | undefined;
  readonly yes: boolean;
}

/** Runs again the jobs whose runs were missed, each once. Gives the exit status. */
export async function replayMissedRuns(
  installation: Installation,
  printer: Printer,
  { queue, count, why, by, yes }: Wish,
): Promise<number> {
  const box = sqsDeadLetters(queue.url);
  const letters = await takeAll(box, count);
  const { runs, unknown } = missedRunsOf(letters);
  for (const letter of unknown) printer.line(whatToDo(letter, installation));
  if (!yes) {
    await box.giveBack(letters);
    printer.value({ queue: queue.name, wouldRun: runs.map(told), unknown: unknown.length });
    for (const run of runs) printer.line(`Would run ${run.job} as of ${run.time}${coverage(run)}`);
    printer.line('Nothing was changed. To do it: the same with --why "…" --yes');
    return 0;
  }
  const wish = { command: 'dlq replay', by: await operatorOf(by, installation), why: reasonOf(why) };
  const selection = { queue: queue.name, jobs: runs.map(({ job, time }) => `${job} ${time}`) };
  const ids = letters.map(({ id }) => id);
  const done = await act(actionNeeds(installation), { ...wish, selection, count, ids }, async () => {
    const failures: string[] = [];
    for (const run of runs) {
      const fault = await start(installation, box, run);
      if (fault !== undefined) failures.push(`${run.job} failed again, and its runs stay here: ${fault}`);
      else printer.line(`${run.job} run as of ${run.time}${coverage(run)}`);
    }
    await box.giveBack(unknown);
    for (const failure of failures) printer.line(failure);
    const isWhole = failures.length + unknown.length === 0;
    const counts = {
      started: runs.length - failures.length,
      failed: failures.length,
      unknown: unknown.length,
    };
    return { outcome: isWhole ? 'done' : 'partly', counts, ids: [] } as const;
  });
  printer.value({ queue: queue.name, runs: runs.map(told), ...done.counts, outcome: done.outcome });
  return done.outcome === 'done' ? 0 : 2;
}

async function start(
  installation: Installation,
  box: DeadLetters,
  { job, time, letters }: MissedRun,
): Promise<string | undefined> {
  try {
    await installation.startJob(job, time);
  } catch (error) {
    await box.giveBack(letters);
    return (error as Error).message;
  }
  await box.remove(letters);
  return undefined;
}

async function takeAll(box: DeadLetters, count: number): Promise<readonly DeadLetter[]> {
  const taken: DeadLetter[] = [];
  while (taken.length < count) {
    const letters = await box.take(count - taken.length);
    if (letters.length === 0) break;
    taken.push(...letters);
  }
  return taken;
}

const told = ({ job, time, letters }: MissedRun) => ({ job, time, runs: letters.length });

const coverage = ({ letters }: MissedRun): string =>
  letters.length === 1 ? '.' : `, which makes up for ${counted(letters.length - 1, 'earlier run')} as well.`;

const isAlarmNotice = (body: string): boolean => /"EventSource":\s*"aws:sns"/.test(body);

function whatToDo({ id, attributes, body }: DeadLetter, { stage }: Installation): string {
  const { RequestID, SCHEDULE_ARN } = attributes;
  const where = SCHEDULE_ARN
    ? `its schedule is ${SCHEDULE_ARN}`
    : `its function is the one whose log holds the request id ${RequestID ?? 'of the message'}`;
  const how =
    stage === 'local'
      ? "curl -X POST localhost:4000/local/schedules/<job>/run -d '{}'"
      : `aws lambda invoke --function-name <function> --payload '{"time":"<now>"}' …`;
  if (isAlarmNotice(body))
    return `${id} is no run but an alarm that did not reach Slack: look at the alarms in CloudWatch, then delete the message.`;
  return `${id} does not say which job it was: ${where}. Run it by hand (${how}); the message stays.`;
}
