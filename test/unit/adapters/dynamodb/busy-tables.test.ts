import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dynamoPaymentIndex } from '../../../../shared/adapters/dynamodb/payment-index.ts';
import { getRows, writeTogether } from '../../../../shared/adapters/dynamodb/rows.ts';
import { paymentId } from '../../../../shared/kernel/identifiers.ts';
import { type CannedService, startCannedService } from '../../../support/canned-service.ts';

let service: CannedService;
let document: DynamoDBDocumentClient;
beforeAll(async () => {
  service = await startCannedService();
  const client = new DynamoDBClient({
    endpoint: service.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  document = DynamoDBDocumentClient.from(client);
});
afterAll(() => service.stop());

const cancelled = (...codes: readonly string[]) => ({
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  },
});
const saved = { body: {} };
const write = { Put: { TableName: 'table', Item: { pk: 'a', sk: 'b' } } };
const key = (pk: string) => ({ pk, sk: 'b' });
const row = (pk: string) => ({ pk: { S: pk }, sk: { S: 'b' } });

describe('writing together', () => {
  it('tries again when another transaction held a row, or the table was busy', async () => {
    service.answerWith(cancelled('None', 'TransactionConflict'), cancelled('ThrottlingError', 'None'), saved);
    expect(await writeTogether(document, [write])).toBe('saved');
    expect(service.requests).toHaveLength(3);
  });

  it('does not try again when a condition did not hold', async () => {
    service.answerWith(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    expect(await writeTogether(document, [write])).toBe('changed');
    expect(service.requests).toHaveLength(1);
  });

  it('throws what will not pass', async () => {
    service.answerWith(cancelled('ItemCollectionSizeLimitExceeded'));
    await expect(writeTogether(document, [write])).rejects.toThrow('Transaction cancelled');
    service.answerWith({ status: 400, body: { __type: 'ValidationException', message: 'too many items' } });
    await expect(writeTogether(document, [write])).rejects.toThrow('too many items');
    expect(service.requests).toHaveLength(1);
  });
});

describe('getting rows', () => {
  it('asks again for what was not read, and keeps the order asked for', async () => {
    service.answerWith(
      {
        body: {
          Responses: { table: [row('c')] },
          UnprocessedKeys: { table: { Keys: [row('a'), row('b')] } },
        },
      },
      { body: { Responses: { table: [row('a')] } } },
    );
    const rows = await getRows(document, 'table', [key('a'), key('b'), key('c'), key('a')]);
    expect(rows.map(({ pk }) => pk)).toEqual(['a', 'c', 'a']);
    expect(service.requests).toMatchObject([
      { RequestItems: { table: { Keys: [row('a'), row('b'), row('c')], ConsistentRead: true } } },
      { RequestItems: { table: { Keys: [row('a'), row('b')] } } },
    ]);
  });
});

describe('putting the rows of a payment', () => {
  it('puts again what was not taken', async () => {
    const rest = { PutRequest: { Item: { pk: { S: 'KEY#crq#1' }, sk: { S: 'PAY#pay-1' } } } };
    service.answerWith({ body: { UnprocessedItems: { payments: [rest] } } }, { body: {} });
    const index = dynamoPaymentIndex(document, { payments: 'payments' });
    await index.put({ id: paymentId('pay-1'), fingerprint: 'f', keys: ['crq#1', 'crq#2'] });
    expect(service.requests).toMatchObject([
      { RequestItems: { payments: [expect.anything(), expect.anything()] } },
      { RequestItems: { payments: [rest] } },
    ]);
  });
});
