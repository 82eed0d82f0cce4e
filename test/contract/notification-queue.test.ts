import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryNotificationQueue } from '../../shared/adapters/memory/notification-queue.ts';
import { sqsNotificationQueue } from '../../shared/adapters/sqs/notification-queue.ts';
import type { NotificationQueue } from '../../shared/alerts/notification-queue.ts';
import { startQueues, type TestFauxqs } from '../support/fauxqs.ts';

interface Seen {
  readonly body: string;
  readonly waitingSince?: number;
  readonly reason?: string;
}

interface UnderTest {
  readonly queue: NotificationQueue;
  readonly onQueue: () => Promise<readonly Seen[]>;
  readonly aside: () => Promise<readonly Seen[]>;
}

let fauxqs: TestFauxqs;
beforeAll(async () => {
  fauxqs = await startQueues();
});
afterAll(() => fauxqs.stop());

function inMemory(): UnderTest {
  const queue = memoryNotificationQueue();
  return {
    queue,
    onQueue: async () => queue.sent.map(({ body, waitingSince }) => ({ body, waitingSince })),
    aside: async () => queue.aside.map(({ body, reason }) => ({ body, reason })),
  };
}

let made = 0;
function inSqs(): UnderTest {
  made += 1;
  const [queue, deadLetters] = [`notifications-${made}`, `dead-${made}`].map(fauxqs.makeQueue);
  const urls = { queue: queue?.url ?? '', deadLetters: deadLetters?.url ?? '' };
  const receive = async (QueueUrl: string): Promise<readonly Seen[]> => {
    const { Messages = [] } = await fauxqs.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    return Messages.map(seenOf);
  };
  return {
    queue: sqsNotificationQueue(urls, fauxqs.sqs),
    onQueue: () => receive(urls.queue),
    aside: () => receive(urls.deadLetters),
  };
}

function seenOf({ Body = '', MessageAttributes = {} }: Message): Seen {
  const { waiting_since: since, reason } = MessageAttributes;
  return {
    body: Body,
    ...(since?.StringValue !== undefined && { waitingSince: Number(since.StringValue) }),
    ...(reason?.StringValue !== undefined && { reason: reason.StringValue }),
  };
}

describe.each([
  ['in memory', inMemory],
  ['in SQS', inSqs],
])('a notification queue %s', (_, make) => {
  it('delivers the same body again, and keeps since when it waits', async () => {
    const { queue, onQueue, aside } = make();
    await queue.send({ body: '{"type":"…"}', waitingSince: 1_234 }, 0);
    expect(await onQueue()).toEqual([{ body: '{"type":"…"}', waitingSince: 1_234 }]);
    expect(await aside()).toEqual([]);
  });

  it('puts aside with the reason', async () => {
    const { queue, onQueue, aside } = make();
    await queue.putAside({ body: 'no JSON', waitingSince: 1 }, 'Slack answered 404 no_service');
    expect(await aside()).toEqual([{ body: 'no JSON', reason: 'Slack answered 404 no_service' }]);
    expect(await onQueue()).toEqual([]);
  });
});

it('hides a message in SQS for its delay, 15 minutes at most', async () => {
  const { queue, onQueue } = inSqs();
  await queue.send({ body: 'soon', waitingSince: 1 }, 0.5);
  await queue.send({ body: 'late', waitingSince: 1 }, 86_400);
  expect(await onQueue()).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await onQueue()).toMatchObject([{ body: 'soon' }]);
});
