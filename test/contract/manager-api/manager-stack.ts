import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startFauxqs } from 'fauxqs';
import { MongoClient } from 'mongodb';
import { startMongoServer } from '../../../local/mongodb/server.ts';
import { serveOperations } from '../../../local/runtime/aws/service-endpoint.ts';
import { dynamoRevenueLedger } from '../../../shared/adapters/dynamodb/revenue-ledger.ts';
import { anHttpEvent, type HttpEventParts } from '../../support/builders/an-http-event.ts';
import { startDynamo } from '../../support/dynamodb.ts';
import type { Invocation } from './lambda-worker.ts';

/** The lambdas of the manager API on the embedded engines, told by their environment as they are when deployed. */
export async function startManagerStack() {
  const dataDir = await mkdtemp(join(tmpdir(), 'salio-manager-'));
  const [dynamo, mongo, queues] = await Promise.all([
    startDynamo(),
    startMongoServer({ dataDir, port: 0 }),
    startFauxqs({ port: 0, host: '127.0.0.1', logger: false }),
  ]);
  const facts: unknown[] = [];
  const aws = await serveOperations({
    'secretsmanager.GetSecretValue': () => ({
      SecretString: JSON.stringify({ connection_string: mongo.uri }),
    }),
    'AWSEvents.PutEvents': (input) => {
      facts.push(...((input.Entries ?? []) as unknown[]));
      return { FailedEntryCount: 0, Entries: [] };
    },
  });
  const tables = await dynamo.makeTables();
  const dynamoEndpoint = await dynamo.document.config.endpoint?.();
  const queueUrl = (name: string) => {
    queues.createQueue(name);
    return `http://127.0.0.1:${queues.port}/000000000000/${name}`;
  };
  const lambdas = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
    env: {
      ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${dynamoEndpoint?.port}`,
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${queues.port}`,
      ...{ AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url, AWS_ENDPOINT_URL_EVENTBRIDGE: aws.url },
      ...{ PAYMENTS_TABLE: tables.payments, RECONCILIATION_TABLE: tables.reconciliation },
      REVENUE_TABLE: tables.revenue,
      REVENUE_REPORT_NAMES: JSON.stringify([
        { name: 'power', currencySymbol: '₦' },
        { name: 'water', currencySymbol: 'KSh' },
      ]),
      EVENT_BUS_NAME: 'salio',
      RECONCILIATIONS_QUEUE_URL: queueUrl('reconciliations'),
      STATUS_QUERIES_QUEUE_URL: queueUrl('status-queries'),
      PAYMENT_NOTICES_QUEUE_URL: queueUrl('payment-notices'),
      ...{ MONGODB_SECRET_ID: 'mongodb', MONGODB_SETTINGS: '{}', RECONCILIATION_SETTINGS: '{}' },
      ...{ POWERTOOLS_METRICS_NAMESPACE: 'Salio', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    },
  });
  const client = await new MongoClient(mongo.uri).connect();

  return {
    payments: client.db('operations').collection<{ _id: unknown; [field: string]: unknown }>('payments'),
    facts,
    revenue: dynamoRevenueLedger(dynamo.document, tables),
    /** Invokes a lambda as the HTTP API does; one at a time. */
    async call(lambda: string, parts: HttpEventParts = {}) {
      lambdas.postMessage({ lambda, event: anHttpEvent(parts) } satisfies Invocation);
      const [{ answer, error }] = await once(lambdas, 'message');
      if (error) throw new Error(error);
      return { status: answer.statusCode, body: JSON.parse(answer.body) };
    },
    async stop() {
      await Promise.all([lambdas.terminate(), client.close()]);
      await Promise.all([dynamo.stop(), queues.stop(), aws.close(), mongo.close()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
