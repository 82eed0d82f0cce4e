import type { Json } from '../assembly/json.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { Queue } from '../resources/queues.ts';
import type { SqsCalls } from './sqs-calls.ts';

/** Whatever rules and schedules may point at. */
export interface Target {
  /** Ends when the target has stored the message, or has run; gives what it answered. Throws when it did not. */
  deliver(input: string): Promise<Json | undefined>;
  readonly function?: LocalFunction;
}

/** Finds targets by ARN. Throws an Error that names an ARN of another kind. */
export function findTargets(
  queues: readonly Queue[],
  functions: readonly LocalFunction[],
  sqs: SqsCalls,
): (arn: string) => Target {
  return (arn) => {
    const queue = queues.find((candidate) => candidate.arn === arn);
    if (queue) {
      return {
        deliver: async (input) => {
          await sqs.call('SendMessage', { QueueUrl: queue.ref, MessageBody: input });
          return undefined;
        },
      };
    }
    const target = functions.find((candidate) => candidate.arn === arn);
    if (!target) throw new Error(`the target ${arn} is neither a queue nor a function of the template`);
    return {
      function: target,
      deliver: async (input) => {
        const outcome = await target.invoke(input);
        if (!outcome.ok)
          throw new Error(`${target.name} failed: ${outcome.errorType}: ${outcome.errorMessage}`);
        return outcome.payload;
      },
    };
  };
}
