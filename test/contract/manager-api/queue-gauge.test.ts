import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { sqsQueueGauge } from '../../../shared/adapters/sqs/queue-gauge.ts';

describe('the gauge of a queue', () => {
  let queues: FauxqsServer;
  let client: SQSClient;
  beforeAll(async () => {
    queues = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
    client = new SQSClient({
      endpoint: `http://127.0.0.1:${queues.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  afterAll(async () => {
    client.destroy();
    await queues.stop();
  });

  it('tells what waits and what is in flight', async () => {
    queues.createQueue('work');
    const QueueUrl = `http://127.0.0.1:${queues.port}/000000000000/work`;
    const gauge = sqsQueueGauge(QueueUrl, client);
    expect(await gauge.read()).toEqual({ waiting: 0, inFlight: 0 });
    for (const MessageBody of ['a', 'b', 'c'])
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    expect(await gauge.read()).toEqual({ waiting: 2, inFlight: 1 });
  });
});
