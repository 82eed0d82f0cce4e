import type { FunctionUse, TableUse, Use } from '../../operate/cost/usage.ts';
import type { Work } from './count-work.ts';
import type { Call } from './listen-between.ts';

interface Consumed {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

/** Adds up calls and work. `tables` gives the name under which a table is known. */
export function countUse(
  calls: readonly Call[],
  { functions: work, messages }: Work,
  tables: (physicalName: string) => string,
): Use {
  const inTables: Record<string, { writeUnits: number; readUnits: number; bytes: number }> = {};
  const at = (physicalName: string) => {
    const name = tables(physicalName);
    inTables[name] ??= { writeUnits: 0, readUnits: 0, bytes: 0 };
    return inTables[name];
  };
  for (const call of calls) {
    const operation = call.operation.replace('DynamoDB_20120810.', '');
    if (operation === call.operation) continue;
    const isRead = /^(GetItem|BatchGetItem|Query|Scan)$/.test(operation);
    for (const { TableName, CapacityUnits } of consumedBy(call, operation)) {
      at(TableName)[isRead ? 'readUnits' : 'writeUnits'] += CapacityUnits;
    }
  }
  const functions = Object.fromEntries(
    work
      .filter(({ invocations }) => invocations > 0)
      .map(({ name, physicalName, invocations, cpuMs, logBytes }): [string, FunctionUse] => {
        const own = calls.filter(({ caller }) => caller === physicalName);
        return [name, { invocations, cpuMs, waits: waitsOf(own), logBytes }];
      }),
  );
  return {
    tables: inTables,
    messages: { ...messages },
    functions,
    facts: calls.reduce((sum, call) => sum + factsOf(call), 0),
    objectsPut: calls.filter(({ operation }) => operation === 'PUT').length,
  };
}

/** A write whose condition did not hold costs as much as one that did: a unit, two in a transaction. */
function consumedBy({ request, answer }: Call, operation: string): readonly Consumed[] {
  const consumed = answer.ConsumedCapacity as Consumed | readonly Consumed[] | undefined;
  if (consumed) return [consumed].flat() as readonly Consumed[];
  if (operation !== 'TransactWriteItems') {
    return typeof request.TableName === 'string' ? [{ TableName: request.TableName, CapacityUnits: 1 }] : [];
  }
  const items = (request.TransactItems ?? []) as readonly Record<string, { readonly TableName: string }>[];
  return items.flatMap((item) =>
    Object.values(item).map(({ TableName }) => ({ TableName, CapacityUnits: 2 })),
  );
}

const factsOf = ({ operation, request }: Call): number =>
  operation === 'AWSEvents.PutEvents' ? ((request.Entries ?? []) as readonly unknown[]).length : 0;

function waitsOf(calls: readonly Call[]): number {
  let waits = 0;
  for (const own of Object.values(Object.groupBy(calls, ({ invocation }) => invocation))) {
    let until = Number.NEGATIVE_INFINITY;
    for (const { beganAt, endedAt } of (own ?? []).toSorted((a, b) => a.beganAt - b.beganAt)) {
      if (beganAt > until) waits += 1;
      until = Math.max(until, endedAt);
    }
  }
  return waits;
}

/** Each figure of a use, worked on. */
export const eachFigure = (use: Use, change: (figure: number) => number): Use => {
  const all = <T extends object>(figures: T): T =>
    Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [name, change(figure as number)]),
    ) as T;
  return {
    tables: mapValues(use.tables, all<TableUse>),
    messages: all(use.messages),
    functions: mapValues(use.functions, all<FunctionUse>),
    facts: change(use.facts),
    objectsPut: change(use.objectsPut),
  };
};

const mapValues = <T>(values: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

/** What is left of a use without others that were part of it; never below nothing. */
export const without = (use: Use, others: readonly Use[]): Use =>
  others.reduce((left, other) => subtract(left, other) as Use, use);

function subtract(from: unknown, other: unknown): unknown {
  if (typeof from === 'number') return Math.max(0, from - (typeof other === 'number' ? other : 0));
  const parts = (other ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(from as object).map(([name, value]) => [name, subtract(value, parts[name])]),
  );
}
