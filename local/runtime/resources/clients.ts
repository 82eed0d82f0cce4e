import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Engines } from '../engines/start-engines.ts';

/** What the engines are spoken to with: nobody checks who asks. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  close(): void;
}

export function createClients({ dynamodb, sqs, s3 }: Engines, region: string): Clients {
  // Long polls hold a connection each, beside a thousand callers at a time.
  const requestHandler = { httpAgent: { keepAlive: true, maxSockets: 128 } };
  const clients = {
    dynamodb: new DynamoDBClient({ endpoint: dynamodb.endpoint, region, credentials }),
    sqs: new SQSClient({ endpoint: sqs.endpoint, region, credentials, requestHandler, md5: false }),
    s3: new S3Client({ endpoint: s3.endpoint, region, credentials, forcePathStyle: true }),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
