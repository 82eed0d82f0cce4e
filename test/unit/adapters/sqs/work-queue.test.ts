import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sqsWorkQueue } from '../../../../shared/adapters/sqs/work-queue.ts';
import { type CannedService, startCannedService } from '../../../support/canned-service.ts';

const url = 'https://sqs.eu-west-1.amazonaws.com/000000000000/work';
const busy = (Id: string) => ({ Id, Code: 'InternalError', SenderFault: false });

let service: CannedService;
let client: SQSClient;
beforeAll(async () => {
  service = await startCannedService();
  client = new SQSClient({
    endpoint: service.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(() => service.stop());

const idsSent = () =>
  service.requests.map((request) => (request as { Entries: { Id: string }[] }).Entries.map(({ Id }) => Id));

describe('a work queue in SQS', () => {
  it('sends again what was not taken, and only that', async () => {
    service.answerWith(
      { body: { Successful: [], Failed: [busy('1'), busy('2')] } },
      { body: { Successful: [], Failed: [busy('2')] } },
      { body: { Successful: [] } },
    );
    await sqsWorkQueue(url, client).send(['a', 'b', 'c']);
    expect(idsSent()).toEqual([['0', '1', '2'], ['1', '2'], ['2']]);
  });

  it('throws when some of it is never taken, naming why', async () => {
    service.answerWith({ body: { Successful: [], Failed: [busy('0')] } });
    await expect(sqsWorkQueue(url, client).send(['a'])).rejects.toThrow('1 messages not sent: InternalError');
    expect(idsSent()).toHaveLength(4);
  });
});
