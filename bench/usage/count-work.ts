import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalSalio } from '../../local/start-salio.ts';

/** What CloudWatch adds to each line of a log. */
const lineOverheadBytes = 26;

/** What a function did beside its calls. */
interface FunctionWork {
  readonly name: string;
  readonly physicalName: string;
  readonly invocations: number;
  readonly cpuMs: number;
  readonly logBytes: number;
}

export interface Work {
  readonly functions: readonly FunctionWork[];
  /** Taken off each queue, by the queue's name. */
  readonly messages: Readonly<Record<string, number>>;
}

/** Counts what the functions do from now on; each call gives what was done since the one before. */
export async function countWork({ runtime }: LocalSalio, stateDir: string): Promise<() => Work> {
  const queues = await runtime.readQueues();
  const names = new Map(queues.map(({ arn, name }) => [arn, name]));
  // A queue that nothing came through was measured as well.
  const none = () =>
    Object.fromEntries(
      queues
        .filter(({ isDeadLetterQueue }) => !isDeadLetterQueue)
        .map(({ name }): [string, number] => [name, 0]),
    );
  let messages: Record<string, number> = none();
  for (const each of runtime.functions) {
    const invoke = each.invoke;
    Object.assign(each, {
      invoke: (event: string) => {
        const { Records = [] } = JSON.parse(event) as { readonly Records?: readonly Message[] };
        for (const { eventSourceARN } of Records) {
          const queue = names.get(eventSourceARN) ?? eventSourceARN;
          messages[queue] = (messages[queue] ?? 0) + 1;
        }
        return invoke(event);
      },
    });
  }
  const sums = () =>
    runtime.functions.map((each) => ({
      name: each.name,
      physicalName: each.variables.AWS_LAMBDA_FUNCTION_NAME ?? '',
      invocations: each.state().invocations,
      cpuMs: each.cpuMs(),
      logBytes: logBytesOf(join(stateDir, 'logs', `${each.name}.log`)),
    }));
  let before = sums();
  return () => {
    const now = sums();
    const functions = now.map((each, at) => ({
      ...each,
      invocations: each.invocations - (before[at]?.invocations ?? 0),
      cpuMs: each.cpuMs - (before[at]?.cpuMs ?? 0),
      logBytes: each.logBytes - (before[at]?.logBytes ?? 0),
    }));
    const taken = { functions, messages };
    before = now;
    messages = none();
    return taken;
  };
}

interface Message {
  readonly eventSourceARN: string;
}

function logBytesOf(file: string): number {
  return textOf(file).reduce(
    (sum, line) => sum + (line === '' ? 0 : Buffer.byteLength(line) + lineOverheadBytes),
    0,
  );
}

interface EmfLine {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly { readonly Metrics: readonly { readonly Name: string }[] }[];
  };
}

/** The metrics that each function has written so far, by name: those of a stage as a whole are one, whoever writes them. */
export function writtenMetrics({ runtime }: LocalSalio, stateDir: string): Record<string, string[]> {
  const written = runtime.functions.map(({ name }): [string, string[]] => {
    const lines = textOf(join(stateDir, 'logs', `${name}.log`)).filter((line) => line.includes('"_aws"'));
    const names = lines.flatMap((line) =>
      ((JSON.parse(line) as EmfLine)._aws?.CloudWatchMetrics ?? []).flatMap(({ Metrics }) =>
        Metrics.map(({ Name }) => Name),
      ),
    );
    return [name, [...new Set(names)].sort()];
  });
  return Object.fromEntries(written.filter(([, metrics]) => metrics.length > 0));
}

function textOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
