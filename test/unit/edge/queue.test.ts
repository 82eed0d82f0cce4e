import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { logger } from '../../../shared/edge/logger.ts';
import { queueEdge } from '../../../shared/edge/queue.ts';
import { readMessage } from '../../../shared/kernel/message.ts';
import { aContext } from '../../support/builders/an-http-event.ts';

class TheirsIsDown extends Error {}

const handled: string[] = [];
const aside: { readonly messageId: string; readonly reason: string }[] = [];
const delayed: string[] = [];
const edge = {
  read: ({ body }: SQSRecord) => readMessage(z.object({ id: z.string() }), body),
  handle: async ({ id }: { readonly id: string }) => {
    if (id === 'ours') throw new Error('a bug of ours');
    if (id === 'theirs') throw new TheirsIsDown('the target answered 500');
    handled.push(id);
  },
  delay: async ({ messageId }: SQSRecord) => {
    delayed.push(messageId);
  },
  isOthersFailure: (error: unknown) => error instanceof TheirsIsDown,
};
const putAside = async ({ messageId }: SQSRecord, reason: string) => {
  aside.push({ messageId, reason });
};

const silenced = [
  jest.spyOn(logger, 'warn').mockImplementation(() => {}),
  jest.spyOn(logger, 'error').mockImplementation(() => {}),
];
// Powertools writes to a console of its own.
const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
afterAll(() => {
  for (const spy of [...silenced, written]) spy.mockRestore();
});
beforeEach(() => {
  for (const list of [handled, aside, delayed]) list.length = 0;
  written.mockClear();
});

const aRecord = (body: string, at: number): SQSRecord => ({
  messageId: `message-${at}`,
  receiptHandle: `receipt-${at}`,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: 'salio',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:work',
  awsRegion: 'eu-west-1',
});

async function deliver(handler: ReturnType<typeof queueEdge>, ...bodies: readonly string[]) {
  const answer = await handler({ Records: bodies.map(aRecord) }, aContext());
  const metrics = Object.assign({}, ...written.mock.calls.map(([line]) => JSON.parse(String(line))));
  return { again: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), metrics };
}

describe('a queue edge', () => {
  it('hands back only what failed, later', async () => {
    const { again, metrics } = await deliver(queueEdge(edge), '{"id":"a"}', '{"id":"ours"}', '{"id":"b"}');
    expect(handled).toEqual(['a', 'b']);
    expect(again).toEqual(['message-1']);
    expect(delayed).toEqual(['message-1']);
    expect(metrics).toMatchObject({ MessagesHandled: 3, MessagesFailed: 1 });
  });

  it('tries again what failed at somebody else, and does not count it as its own failure', async () => {
    const { again, metrics } = await deliver(queueEdge(edge), '{"id":"theirs"}');
    expect(again).toEqual(['message-0']);
    expect(delayed).toEqual(['message-0']);
    expect(metrics).toMatchObject({ MessagesHandled: 0 });
    expect(metrics).not.toHaveProperty('MessagesFailed');
  });

  it.each([
    ['{"v":2,"id":"a"}', 'the message is of version 2, and this release reads 1: replay it'],
    ['{"id":254700000111}', 'id: '],
    ['254700000111 is no JSON', 'the message is not JSON'],
    ['[]', 'the message: '],
  ])('puts %s aside at once, with the reason and nothing of what was sent', async (body, reason) => {
    const { again, metrics } = await deliver(queueEdge({ ...edge, putAside }), body, '{"id":"b"}');
    expect(again).toEqual([]);
    expect(handled).toEqual(['b']);
    expect(aside).toEqual([{ messageId: 'message-0', reason: expect.stringContaining(reason) }]);
    expect(aside[0]?.reason).not.toContain('254700000111');
    expect(metrics).not.toHaveProperty('MessagesFailed');
  });

  it('keeps it where it is when it cannot be put aside', async () => {
    const refused = async () => {
      throw new Error('SQS refused 1 messages');
    };
    expect(await deliver(queueEdge({ ...edge, putAside: refused }), 'no JSON', '{"id":"b"}')).toMatchObject({
      again: ['message-0'],
      metrics: { MessagesFailed: 1 },
    });
    expect(delayed).toEqual(['message-0']);
    expect(handled).toEqual(['b']);
  });

  it('tries it like any other where nobody says how to put it aside', async () => {
    expect(await deliver(queueEdge(edge), 'no JSON')).toMatchObject({ again: ['message-0'] });
  });
});
