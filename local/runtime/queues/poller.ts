import type { Wired } from '../assembly/wiring.ts';
import type { ReceivedMessage, SqsCalls } from '../aws/sqs-calls.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { Queue } from '../resources/queues.ts';
import { handledMessages } from './batch-outcome.ts';
import { queueEvent } from './queue-event.ts';

export interface PollerOptions {
  readonly mapping: Wired<'AWS::Lambda::EventSourceMapping'>['properties'];
  readonly queue: Queue;
  readonly function: LocalFunction;
  readonly sqs: SqsCalls;
  readonly region: string;
  readonly log: (line: string) => void;
}

/** Carries messages from one queue to one function, as an event source mapping does. */
export interface Poller {
  readonly queueArn: string;
  /** Batches under way. */
  inFlight(): number;
  /** Takes no further message and ends when the batches under way have ended. */
  pause(): Promise<void>;
  resume(): void;
}

interface Received {
  readonly Messages?: ReceivedMessage[];
}

/** Short, since it is never cut off: what an engine hands to a request that is gone would stay in flight unhandled. */
const longPollSeconds = 1;
const maxReceive = 10;
const pauseAfterErrorMs = 500;

export function startPoller(options: PollerOptions): Poller {
  const { mapping, queue, sqs, log } = options;
  const partialResponses = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');
  const concurrency = Math.min(
    mapping.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
    options.function.concurrency,
  );
  const batches = new Set<Promise<void>>();
  let isPaused = false;
  let loop = run();

  async function run(): Promise<void> {
    while (!isPaused) {
      try {
        if (batches.size >= concurrency) await Promise.race(batches);
        const messages = await receiveBatch();
        if (messages.length === 0) continue;
        const batch: Promise<void> = handle(messages).finally(() => batches.delete(batch));
        batches.add(batch);
      } catch (error) {
        log(`Receiving from ${queue.name} failed: ${(error as Error).message}`);
        await new Promise((done) => setTimeout(done, pauseAfterErrorMs));
      }
    }
  }

  /** Waits for a first message, then gathers for the batching window as long as the batch is not full. */
  async function receiveBatch(): Promise<ReceivedMessage[]> {
    const messages = await receive(Math.min(maxReceive, mapping.BatchSize), longPollSeconds);
    if (messages.length === 0) return messages;
    const until = Date.now() + mapping.MaximumBatchingWindowInSeconds * 1000;
    for (
      let left = until - Date.now();
      left > 0 && messages.length < mapping.BatchSize;
      left = until - Date.now()
    ) {
      const missing = Math.min(maxReceive, mapping.BatchSize - messages.length);
      messages.push(...(await receive(missing, Math.ceil(left / 1000))));
    }
    return messages;
  }

  async function receive(count: number, waitSeconds: number): Promise<ReceivedMessage[]> {
    const input = {
      QueueUrl: queue.ref,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    };
    const { Messages: messages = [] } = await sqs.call<Received>('ReceiveMessage', input);
    return messages;
  }

  async function handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const event = queueEvent(messages, queue.arn, options.region);
    const outcome = await options.function.invoke(JSON.stringify(event));
    try {
      await remove(handledMessages(messages, outcome, partialResponses));
    } catch (error) {
      log(`Deleting from ${queue.name} failed, so messages will come again: ${(error as Error).message}`);
    }
  }

  async function remove(handled: readonly ReceivedMessage[]): Promise<void> {
    for (let from = 0; from < handled.length; from += maxReceive) {
      const entries = handled
        .slice(from, from + maxReceive)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.call('DeleteMessageBatch', { QueueUrl: queue.ref, Entries: entries });
    }
  }

  return {
    queueArn: queue.arn,
    inFlight: () => batches.size,
    pause: async () => {
      isPaused = true;
      await loop;
      await Promise.allSettled(batches);
    },
    resume: () => {
      isPaused = false;
      loop = run();
    },
  };
}
