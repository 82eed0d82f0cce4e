import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { LocalSalio } from '../../local/start-salio.ts';

/** What DynamoDB adds to each item, in a table and in an index. */
const itemOverheadBytes = 100;

/** What is in each table, as DynamoDB counts it: names, values and its own overhead, and keys once more for each index. */
export async function storedBytes({
  document,
  tables,
}: LocalSalio): Promise<Readonly<Record<string, number>>> {
  const sizes = Object.entries(tables).map(async ([name, TableName]) => {
    let bytes = 0;
    for await (const { Items = [] } of paginateScan({ client: document }, { TableName })) {
      for (const item of Items) bytes += itemOverheadBytes + sizeOf(item) + indexedBytes(item);
    }
    return [name, bytes] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

function indexedBytes(item: Record<string, unknown>): number {
  const indexes = Object.keys(item).filter((name) => name.endsWith('Pk')).length;
  return indexes * (itemOverheadBytes + 2 * sizeOf({ pk: item.pk, sk: item.sk }));
}

function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + 1 + sizeOf(each), 3);
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).reduce((sum, [name, each]) => sum + name.length + 1 + sizeOf(each), 3);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  return typeof value === 'string' ? Buffer.byteLength(value) : 1;
}
