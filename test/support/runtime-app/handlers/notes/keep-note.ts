import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

const tables = new DynamoDBClient({});
const buckets = new S3Client({});
const bus = new EventBridgeClient({});
const secrets = new SecretsManagerClient({});

/** Keeps each note once; what a note asks for beside that (an event, an attachment, a failure) is in its body. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const results = await Promise.all(event.Records.map(keep));
  return {
    batchItemFailures: results.filter((id) => id !== undefined).map((itemIdentifier) => ({ itemIdentifier })),
  };
};

async function keep(record: SQSRecord): Promise<string | undefined> {
  const note = JSON.parse(record.body) as {
    id: string;
    text: string;
    fail?: string;
    delayMs?: number;
    announce?: boolean;
    attach?: boolean;
  };
  if (note.fail === 'item') return record.messageId;
  if (note.fail === 'crash') process.exit(3);
  if (note.fail === 'warn') console.error(`warned about ${note.id}`);
  if (note.delayMs) await new Promise((done) => setTimeout(done, note.delayMs));
  const attributes = Object.fromEntries(
    Object.entries(record.messageAttributes).map(([name, { stringValue }]) => [
      name,
      { S: stringValue ?? '' },
    ]),
  );
  if (note.attach)
    await buckets.send(
      new PutObjectCommand({ Bucket: process.env.ATTACHMENTS_BUCKET, Key: note.id, Body: note.text }),
    );
  if (note.announce) {
    const entry = {
      Source: 'notebook',
      DetailType: 'note.kept',
      EventBusName: process.env.EVENT_BUS_NAME,
      Detail: JSON.stringify({ id: note.id, length: note.text.length }),
    };
    await bus.send(new PutEventsCommand({ Entries: [entry] }));
  }
  const { SecretString: secret = '{}' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: process.env.PEPPER_SECRET_ID }),
  );
  const item = {
    pk: { S: `NOTE#${note.id}` },
    sk: { S: 'NOTE' },
    text: { S: note.text },
    raw: { S: record.body },
    environment: { S: JSON.stringify(process.env) },
    pepperLength: { N: String((JSON.parse(secret) as { pepper: string }).pepper.length) },
    receives: { N: record.attributes.ApproximateReceiveCount },
    ...attributes,
  };
  await tables.send(new PutItemCommand({ TableName: process.env.NOTES_TABLE, Item: item }));
  return undefined;
}
