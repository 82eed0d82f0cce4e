import type { Wiring } from '../assembly/wiring.ts';
import type { SqsCalls } from '../aws/sqs-calls.ts';
import { findFunction, type LocalFunction } from '../functions/local-function.ts';
import type { Queue } from '../resources/queues.ts';
import { StartFailure } from '../start-failure.ts';
import { type Poller, startPoller } from './poller.ts';

export interface PollersOptions {
  readonly wiring: Wiring;
  readonly queues: readonly Queue[];
  readonly functions: readonly LocalFunction[];
  readonly sqs: SqsCalls;
  readonly region: string;
  readonly log: (line: string) => void;
}

/** One poller for each enabled event source mapping. Throws StartFailure for a source that is not a queue of the template. */
export function startPollers({ wiring, queues, functions, ...shared }: PollersOptions): readonly Poller[] {
  const parts = wiring.all('AWS::Lambda::EventSourceMapping').map(({ properties: mapping, resource }) => {
    const queue = queues.find(({ arn }) => arn === mapping.EventSourceArn);
    const target = findFunction(functions, mapping.FunctionName);
    if (queue && target) return { mapping, queue, function: target, ...shared };
    throw new StartFailure(
      `AWS::Lambda::EventSourceMapping ${resource.stack.name}/${resource.logicalId}: ${mapping.EventSourceArn} → ${mapping.FunctionName} does not join a queue and a function of the template`,
    );
  });
  return parts.filter(({ mapping }) => mapping.Enabled).map(startPoller);
}
