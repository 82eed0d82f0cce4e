import { setTimeout as pause } from 'node:timers/promises';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryWorkQueue } from '../../shared/adapters/memory/work-queue.ts';
import { sqsDelay } from '../../shared/adapters/sqs/delay.ts';
import { sqsWorkQueue } from '../../shared/adapters/sqs/work-queue.ts';
import { paymentId } from '../../shared/kernel/identifiers.ts';
import type { WorkQueue } from '../../shared/kernel/work-queue.ts';
import type { StatusQueryRequest } from '../../shared/reconciliation/work-queue.ts';
import { startQueues, type TestFauxqs } from '../support/fauxqs.ts';

const work = (count: number): readonly StatusQueryRequest[] =>
  Array.from({ length: count }, (_, at) => ({ paymentId: paymentId(`pay-${at}`), reason: 'stuck' }));
const byId = (a: StatusQueryRequest, b: StatusQueryRequest) => (a.paymentId < b.paymentId ? -1 : 1);

interface QueueUnderTest {
  queue: WorkQueue<StatusQueryRequest>;
  /** All that can be received now. */
  receive: () => Promise<readonly StatusQueryRequest[]>;
}

function describeWorkQueue(name: string, make: () => QueueUnderTest): void {
  describe(name, () => {
    const under = {} as QueueUnderTest;
    beforeEach(() => {
      Object.assign(under, make());
    });

    it('delivers all that was sent, more than ten at once as well', async () => {
      await under.queue.send(work(37));
      expect((await under.receive()).toSorted(byId)).toEqual(work(37).toSorted(byId));
    });

    it('takes nothing to send', async () => {
      await under.queue.send([]);
      expect(await under.receive()).toEqual([]);
    });
  });
}

let fauxqs: TestFauxqs;
let made = 0;
beforeAll(async () => {
  fauxqs = await startQueues();
});
afterAll(() => fauxqs.stop());

const makeQueue = () => {
  made += 1;
  return fauxqs.makeQueue(`work-${made}`);
};

async function receiveAll(url: string): Promise<readonly StatusQueryRequest[]> {
  const received: StatusQueryRequest[] = [];
  for (;;) {
    const { Messages = [] } = await fauxqs.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return received;
    for (const { Body = '', ReceiptHandle } of Messages) {
      received.push(JSON.parse(Body));
      await fauxqs.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}

describeWorkQueue('a work queue in memory', () => {
  const queue = memoryWorkQueue<StatusQueryRequest>();
  return { queue, receive: async () => queue.take() };
});

describeWorkQueue('a work queue in SQS', () => {
  const { url } = makeQueue();
  return { queue: sqsWorkQueue(url, fauxqs.sqs), receive: () => receiveAll(url) };
});

describe('messages in SQS', () => {
  /** Longer than a busy machine takes between sending and looking. */
  const delaySeconds = 5;

  it('stay hidden for their delay, 15 minutes at most', async () => {
    const { url } = makeQueue();
    const queue = sqsWorkQueue<StatusQueryRequest>(url, fauxqs.sqs);
    const sentAt = Date.now();
    await queue.send(work(2), delaySeconds);
    await queue.send(work(1), 5_000);
    expect(await receiveAll(url)).toEqual([]);
    const received: StatusQueryRequest[] = [];
    for (const deadline = sentAt + 30_000; received.length < 2 && Date.now() < deadline; await pause(100)) {
      received.push(...(await receiveAll(url)));
    }
    expect(received).toHaveLength(2);
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(delaySeconds * 1_000);
  });

  it('are hidden from now on by a function that holds one', async () => {
    const { url, arn } = makeQueue();
    await sqsWorkQueue<StatusQueryRequest>(url, fauxqs.sqs).send(work(1));
    const receive = () =>
      fauxqs.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 600 }));
    const { Messages: [held] = [] } = await receive();
    expect((await receive()).Messages ?? []).toEqual([]);
    await sqsDelay(fauxqs.sqs)({ eventSourceARN: arn, receiptHandle: held?.ReceiptHandle ?? '' }, 0);
    expect((await receive()).Messages).toHaveLength(1);
  });
});
