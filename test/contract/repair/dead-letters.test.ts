import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import { sqsDeadLetters, sqsMessageSink } from '../../../shared/adapters/sqs/dead-letters.ts';
import { sqsPutAside } from '../../../shared/adapters/sqs/put-aside.ts';
import type { DeadLetters, MessageSink } from '../../../shared/repair/dead-letters.ts';
import { startQueues, type TestFauxqs } from '../../support/fauxqs.ts';

let fauxqs: TestFauxqs;
let made = 0;
beforeAll(async () => {
  fauxqs = await startQueues();
});
afterAll(() => fauxqs.stop());

function inSqs(): DeadLetters & MessageSink {
  made += 1;
  const { url } = fauxqs.makeQueue(`dead-${made}`);
  return { ...sqsDeadLetters(url, fauxqs.sqs), ...sqsMessageSink(url, fauxqs.sqs) };
}

const messages = (count: number, size = 10) =>
  Array.from({ length: count }, (_, at) => ({
    body: `${at}-${'x'.repeat(size)}`,
    attributes: { channel: 'stk', received_at: String(at) },
  }));

describe.each([
  ['in memory', memoryDeadLetters],
  ['in SQS', inSqs],
])('dead letters %s', (_, make) => {
  let box: DeadLetters & MessageSink;
  beforeEach(() => {
    box = make();
  });

  it('are handed out with their attributes, ten at most, and hidden meanwhile', async () => {
    const sentFrom = Date.now();
    await box.send(messages(12));
    expect(await box.depth()).toEqual({ waiting: 12, held: 0 });
    const first = await box.take(50);
    expect(first).toHaveLength(10);
    const rest = await box.take(50);
    expect([...first, ...rest].map(({ body, attributes }) => ({ body, attributes }))).toEqual(
      expect.arrayContaining(messages(12)),
    );
    expect(first.every(({ sentAt }) => sentAt >= sentFrom - 1_000)).toBe(true);
    expect(await box.take(1)).toEqual([]);
    expect(await box.depth()).toEqual({ waiting: 0, held: 12 });
  });

  it('are there again for others when they are given back', async () => {
    await box.send(messages(12));
    const taken = [...(await box.take(10)), ...(await box.take(10))];
    await box.giveBack(taken);
    expect(await box.depth()).toEqual({ waiting: 12, held: 0 });
  });

  it('are gone for good when they are removed', async () => {
    await box.send(messages(12));
    await box.remove([...(await box.take(10)), ...(await box.take(10))]);
    expect(await box.depth()).toEqual({ waiting: 0, held: 0 });
  });

  it('may be larger together than SQS takes at once', async () => {
    await box.send(messages(12, 100_000));
    expect((await box.depth()).waiting).toBe(12);
  });

  it('may be none', async () => {
    await box.send([]);
    await box.remove([]);
    await box.giveBack([]);
    expect(await box.take(10)).toEqual([]);
  });
});

describe('what a function puts aside', () => {
  it('is a dead letter as it came, with the reason', async () => {
    const { url } = fauxqs.makeQueue('put-aside');
    const held = {
      body: '{"v":2}',
      messageAttributes: { replay: { stringValue: '{}', dataType: 'String' } },
    };
    await sqsPutAside(url, fauxqs.sqs)(held, 'the message is of version 2');
    expect(await sqsDeadLetters(url, fauxqs.sqs).take(10)).toEqual([
      expect.objectContaining({
        body: '{"v":2}',
        attributes: { replay: '{}', reason: 'the message is of version 2' },
      }),
    ]);
  });
});
