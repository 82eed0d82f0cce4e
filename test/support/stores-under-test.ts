import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import type { RevenueTables, Tables } from '../../shared/adapters/dynamodb/tables.ts';
import { startDynamo, type TestDynamo } from './dynamodb.ts';

export interface Makers<Ports extends object> {
  readonly inMemory: () => Ports;
  readonly inDynamo: (document: DynamoDBDocumentClient, tables: Tables & RevenueTables) => Ports;
}

/** Runs one suite against memory and against DynamoDB, each test on an empty store; `ports` is what is under test. */
export function describeInStores<Ports extends object>(
  name: string,
  { inMemory, inDynamo }: Makers<Ports>,
  suite: (ports: Ports) => void,
): void {
  describe(`${name} in memory`, () => {
    const ports = {} as Ports;
    beforeEach(() => {
      Object.assign(ports, inMemory());
    });
    suite(ports);
  });

  describe(`${name} in DynamoDB`, () => {
    const ports = {} as Ports;
    let dynamo: TestDynamo;
    beforeAll(async () => {
      dynamo = await startDynamo();
    });
    afterAll(() => dynamo.stop());
    beforeEach(async () => {
      Object.assign(ports, inDynamo(dynamo.document, await dynamo.makeTables()));
    });
    suite(ports);
  });
}
