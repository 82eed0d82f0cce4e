import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { openSqsCalls, type SqsCalls } from '../aws/sqs-calls.ts';
import type { Engines } from '../engines/start-engines.ts';

/** What the engines are spoken to with: nobody checks who asks. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SqsCalls;
  readonly s3: S3Client;
  close(): void;
}

export function createClients({ dynamodb, sqs, s3 }: Engines, region: string): Clients {
  const clients = {
    dynamodb: new DynamoDBClient({ endpoint: dynamodb.endpoint, region, credentials }),
    s3: new S3Client({ endpoint: s3.endpoint, region, credentials, forcePathStyle: true }),
    sqs: openSqsCalls(sqs.endpoint, region),
  };
  return {
    ...clients,
    close: () => {
      clients.dynamodb.destroy();
      clients.s3.destroy();
      clients.sqs.close();
    },
  };
}
