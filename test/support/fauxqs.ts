import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';

const region = 'eu-west-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export interface TestFauxqs {
  readonly server: FauxqsServer;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  /** Makes an empty queue, and tells its URL and ARN. */
  readonly makeQueue: (name: string) => { readonly url: string; readonly arn: string };
  readonly stop: () => Promise<void>;
}

/** Starts the embedded SQS and S3 on a free port, in memory. */
export async function startQueues(): Promise<TestFauxqs> {
  const server = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const sqs = new SQSClient({ endpoint, region, credentials });
  const s3 = new S3Client({ endpoint, region, credentials });
  return {
    server,
    sqs,
    s3,
    makeQueue(name) {
      const { queueArn } = server.createQueue(name, { region });
      return { url: `${endpoint}/000000000000/${name}`, arn: queueArn };
    },
    async stop() {
      sqs.destroy();
      s3.destroy();
      await server.stop();
    },
  };
}
