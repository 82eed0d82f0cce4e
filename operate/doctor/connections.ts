import { doubtful, type Finding, right, wrong } from './finding.ts';
import type { Resource } from './templates.ts';

/** So many are named. */
const shownUsers = 3;

/** How many instances of a function may hold connections to the operator's MongoDB at once. */
export interface MongoDbUser {
  readonly lambda: string;
  readonly instances: number;
  /** As it answers people or M-Pesa, nothing but the account's concurrency limits it. */
  readonly isUnlimited: boolean;
}

/** Functions that are told of the operator's MongoDB, and how many of each there may be. */
export function mongoDbUsers(resources: readonly Resource[]): readonly MongoDbUser[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const fed = new Map(
    ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => [
      (properties.FunctionName as { readonly Ref: string }).Ref,
      (properties.ScalingConfig as { readonly MaximumConcurrency: number }).MaximumConcurrency,
    ]),
  );
  const scheduled = new Set(
    ofType('AWS::Scheduler::Schedule').map(
      ({ properties }) =>
        (properties.Target as { readonly Arn: { readonly 'Fn::GetAtt': readonly string[] } }).Arn[
          'Fn::GetAtt'
        ][0],
    ),
  );
  return ofType('AWS::Lambda::Function')
    .filter(({ properties }) => 'MONGODB_SETTINGS' in variablesOf(properties))
    .map(({ id, properties }) => {
      const reserved = properties.ReservedConcurrentExecutions as number | undefined;
      const instances = fed.get(id) ?? reserved ?? 1;
      const isUnlimited = !fed.has(id) && !scheduled.has(id) && reserved === undefined;
      return { lambda: variablesOf(properties).POWERTOOLS_SERVICE_NAME ?? id, instances, isUnlimited };
    });
}

/** Whether all together stay within what the cluster takes. */
export function lookAtConnections(
  users: readonly MongoDbUser[],
  { maxPoolSize, connectionLimit }: { readonly maxPoolSize: number; readonly connectionLimit: number },
): readonly Finding[] {
  const check = 'connection limit';
  const limited = users.filter(({ isUnlimited }) => !isUnlimited);
  const sum = limited.reduce((connections, { instances }) => connections + instances * maxPoolSize, 0);
  const shown = `functions may open ${sum} connections (${partsOf(limited, maxPoolSize)}), mongodb.connectionLimit is ${connectionLimit}`;
  const mend =
    'lower queues.*.maximumConcurrency or mongodb.maxPoolSize, or raise connectionLimit if the cluster takes more';
  if (sum > connectionLimit) return [wrong(check, `${shown}: ${mend}`)];
  const answering = users.filter(({ isUnlimited }) => isUnlimited);
  const left = Math.floor((connectionLimit - sum) / maxPoolSize);
  const room = `${left} instances more of the ${answering.length} functions that answer requests would fit`;
  return [
    left < 100 ? doubtful(check, `${shown}; only ${room}: ${mend}`) : right(check, `${shown}; ${room}`),
  ];
}

/** Which add up to all: the largest by name, the others together. */
function partsOf(users: readonly MongoDbUser[], maxPoolSize: number): string {
  const sorted = users.toSorted((a, b) => b.instances - a.instances);
  const times = (instances: number) => `${instances} × ${maxPoolSize} = ${instances * maxPoolSize}`;
  // One alone is as short by its name.
  const named = sorted.length === shownUsers + 1 ? sorted : sorted.slice(0, shownUsers);
  const others = sorted.slice(named.length);
  const together = others.reduce((all, { instances }) => all + instances, 0);
  return [
    ...named.map(({ lambda, instances }) => `${lambda} ${times(instances)}`),
    ...(others.length > 0 ? [`${others.length} others ${times(together)}`] : []),
  ].join(', ');
}

const variablesOf = (properties: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  (properties.Environment as { readonly Variables?: Record<string, string> } | undefined)?.Variables ?? {};
