import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '../../../local/runtime/engines/engine.ts';
import { startFauxqsEngine } from '../../../local/runtime/engines/fauxqs-engine.ts';
import { type StateFolder, takeStateFolder } from '../../../local/runtime/state-folder.ts';

let directory: string;
let state: StateFolder;
let engine: Engine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'queues-'));
  state = await takeStateFolder(directory);
  engine = await startFauxqsEngine(state);
  await client().send(
    new CreateQueueCommand({ QueueName: 'work', Attributes: { VisibilityTimeout: '300' } }),
  );
});

afterEach(async () => {
  await engine.close();
  state.release();
  await rm(directory, { recursive: true });
});

const client = () =>
  new SQSClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
const queueUrl = () => `${engine.endpoint}/000000000000/work`;
const send = (MessageBody: string) =>
  client().send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody }));
const receive = async () => {
  const { Messages: [message] = [] } = await client().send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl(), MessageSystemAttributeNames: ['All'] }),
  );
  return message;
};
const restart = async () => {
  await engine.close();
  engine = await startFauxqsEngine(state);
};

describe('the queue engine', () => {
  it('gives a message back that was made visible at once, also after a restart', async () => {
    await send('again');
    for (const round of [1, 2]) {
      const message = await receive();
      expect([message?.Body, message?.Attributes?.ApproximateReceiveCount]).toEqual(['again', String(round)]);
      const visible = { QueueUrl: queueUrl(), ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
      await client().send(new ChangeMessageVisibilityCommand(visible));
    }
    await restart();
    expect((await receive())?.Body).toBe('again');
  });

  it('gives messages back that somebody held when it went down', async () => {
    await send('held');
    expect((await receive())?.Body).toBe('held');
    expect(await receive()).toBeUndefined();
    await restart();
    expect((await receive())?.Body).toBe('held');
  });

  it('takes every character that SQS takes, and no other', async () => {
    await send('Wanjikũ 😀\t\r\n');
    expect((await receive())?.Body).toBe('Wanjikũ 😀\t\r\n');
    await expect(send('\u0001')).rejects.toThrow('Invalid characters');
  });

  it('listens on loopback only', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address && !address.internal && address.family === 'IPv4');
    const { port } = new URL(engine.endpoint);
    for (const address of others)
      await expect(fetch(`http://${address?.address}:${port}/health`)).rejects.toThrow();
    expect((await fetch(`${engine.endpoint}/health`)).status).toBe(200);
  });
});
