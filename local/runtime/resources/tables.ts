import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Wired } from '../assembly/wiring.ts';

export type Table = Wired<'AWS::DynamoDB::GlobalTable' | 'AWS::DynamoDB::Table'>;

/** Creates the table, its indexes and its expiry as the template has them, unless it is there from an earlier run. */
export async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  if (await exists(client, table.name)) return;
  const { properties } = table;
  const input: CreateTableCommandInput = {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    ...(properties.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes }),
    ...(properties.LocalSecondaryIndexes && { LocalSecondaryIndexes: properties.LocalSecondaryIndexes }),
  };
  await client.send(new CreateTableCommand(input));
  const expiry = properties.TimeToLiveSpecification;
  if (expiry?.Enabled) {
    const specification = { AttributeName: expiry.AttributeName, Enabled: true };
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification: specification }),
    );
  }
}

/** Leaves the table empty. */
export async function emptyTable(client: DynamoDBClient, table: Table): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: table.name }));
  while (await exists(client, table.name)) await new Promise((done) => setTimeout(done, 20));
  await createTable(client, table);
}

async function exists(client: DynamoDBClient, name: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
