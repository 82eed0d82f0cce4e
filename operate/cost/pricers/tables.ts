import { ConfigurationError } from '../../../lib/stages.ts';
import { assumptions, keyUsesPerTable } from '../assumptions.ts';
import { type Bill, gigabyte, type Line, million, type Pricer } from '../line.ts';
import { listAt, nameOf, type Resource, valueAt } from '../resources.ts';
import { standingUse } from '../work.ts';

/** A table that nobody measured is taken to be written and read once a callback. */
const unmeasured = { writeUnits: 1, readUnits: 1, bytes: 1_000 };

export const priceTables: Pricer = (tables, bill) => tables.flatMap((table) => linesOf(table, bill));

function linesOf(table: Resource, bill: Bill): readonly Line[] {
  const { properties } = table;
  const replicas = Math.max(1, listAt(properties, 'Replicas').length);
  const isOnDemand = properties.BillingMode === 'PAY_PER_REQUEST';
  const requests = isOnDemand ? onDemand(table, bill, replicas) : provisioned(table, bill);
  return [...requests, ...storage(table, bill, replicas), ...ownKey(table, bill)];
}

function onDemand(table: Resource, bill: Bill, replicas: number): readonly Line[] {
  const { prices, callbacks, usage } = bill;
  const name = nameOf(table);
  const measured = usage.perCallback.tables[name];
  const { writeUnits, readUnits } = measured ?? unmeasured;
  const taken = measured ? '' : ', taken to be one a callback (not measured)';
  const line = (what: string, because: Line['because'], units: number, unitPrice: number): Line => ({
    ...{ service: 'DynamoDB', what: `${name}: ${what}`, because, unitPrice },
    ...{ quantity: units / million, unit: 'million units' },
  });
  const byClock = (of: 'writeUnits' | 'readUnits') => standingUse(bill, (use) => use.tables[name]?.[of]);
  const { dynamodbWritePerMillion: write, dynamodbReadPerMillion: read } = prices;
  return [
    line('written by jobs', 'standing', byClock('writeUnits') * replicas, write),
    line('read by jobs', 'standing', byClock('readUnits'), read),
    line(`written${taken}`, 'callbacks', writeUnits * callbacks * replicas, write),
    line(`read${taken}`, 'callbacks', readUnits * callbacks, read),
  ];
}

function provisioned(table: Resource, { prices }: Bill): readonly Line[] {
  const throughputs = [table.properties, ...listAt(table.properties, 'GlobalSecondaryIndexes')].map((from) =>
    valueAt(from, 'ProvisionedThroughput'),
  );
  if (valueAt(table.properties, 'ProvisionedThroughput') === undefined)
    throw new ConfigurationError(
      `${table.logicalId} (${table.type}) has no price here: expected BillingMode PAY_PER_REQUEST or a ProvisionedThroughput.`,
    );
  const units = (of: string) =>
    throughputs.reduce((sum: number, each) => sum + Number(valueAt(each, of) ?? 0), 0);
  const line = (what: string, quantity: number, unitPrice: number): Line => ({
    ...{ service: 'DynamoDB', what: `${nameOf(table)}: ${what}`, because: 'standing' },
    ...{ quantity: quantity * assumptions.hoursPerMonth, unit: 'unit hours', unitPrice },
  });
  return [
    line('write capacity', units('WriteCapacityUnits'), prices.dynamodbProvisionedWritePerHour),
    line('read capacity', units('ReadCapacityUnits'), prices.dynamodbProvisionedReadPerHour),
  ];
}

/** What a month's callbacks leave there, half of it on average while the month goes. */
function storage(table: Resource, { prices, usage, callbacks }: Bill, replicas: number): readonly Line[] {
  const name = nameOf(table);
  const { bytes } = usage.perCallback.tables[name] ?? unmeasured;
  const specifications = [table.properties, ...listAt(table.properties, 'Replicas')];
  const isRestorable = specifications.some(
    (each) => valueAt(each, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
  );
  const quantity = ((bytes * callbacks) / gigabyte / 2) * replicas;
  const line = (what: string, unit: string, unitPrice: number): Line => ({
    ...{ service: 'DynamoDB', what: `${name}: ${what}`, because: 'callbacks', quantity, unit, unitPrice },
  });
  return [
    line('kept', 'GB', prices.dynamodbStoragePerGbMonth),
    ...(isRestorable ? [line('kept restorable', 'GB restorable', prices.dynamodbRecoveryPerGbMonth)] : []),
  ];
}

function ownKey(table: Resource, { prices }: Bill): readonly Line[] {
  const key = valueAt(table.properties, 'SSESpecification', 'KMSMasterKeyId');
  if (key === undefined) return [];
  return [
    {
      ...{ service: 'KMS', what: `${nameOf(table)}: uses of its key`, because: 'standing' },
      ...{ quantity: keyUsesPerTable / million, unit: 'million requests', unitPrice: prices.kmsPerMillion },
    },
  ];
}
