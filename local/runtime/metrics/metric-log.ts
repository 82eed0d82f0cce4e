import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Dimensions = Readonly<Record<string, string>>;

/** A value as CloudWatch would know it. */
export interface MetricValue {
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** CloudWatch's stand-in: every metric of functions and services, one JSON line of EMF each. */
export interface MetricLog {
  readonly file: string;
  /** A line of EMF, as a function wrote it. */
  write(line: string): void;
  /** What a service of AWS would tell about itself. */
  emit(namespace: string, dimensions: Dimensions, values: Readonly<Record<string, number>>): void;
  /** What was written last, in this run. */
  latest(namespace: string, name: string, dimensions: Dimensions): MetricValue | undefined;
}

interface Emf {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}

/** The file before this one is kept beside it; older ones are not. */
const longestFile = 8 * 1024 * 1024;

/** Whether a line that a function printed is a metric. */
export const isMetric = (line: string): boolean => line.startsWith('{"_aws":');

export function openMetricLog(directory: string): MetricLog {
  const file = join(directory, 'metrics.jsonl');
  const known = new Map<string, MetricValue>();
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;

  const append = (line: string): void => {
    if (size > longestFile) {
      renameSync(file, join(directory, 'metrics.1.jsonl'));
      size = 0;
    }
    appendFileSync(file, `${line}\n`, { mode: 0o600 });
    size += Buffer.byteLength(line) + 1;
    for (const [key, value] of valuesOf(line)) known.set(key, value);
  };

  return {
    file,
    write: append,
    emit: (namespace, dimensions, values) => {
      const directive = {
        Namespace: namespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: Object.keys(values).map((name) => ({ Name: name })),
      };
      const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
      append(JSON.stringify({ _aws, ...dimensions, ...values }));
    },
    latest: (namespace, name, dimensions) => known.get(keyOf(namespace, name, dimensions)),
  };
}

function* valuesOf(line: string): Generator<readonly [string, MetricValue]> {
  const record = JSON.parse(line) as Emf;
  for (const { Namespace, Dimensions: sets, Metrics } of record._aws.CloudWatchMetrics) {
    for (const names of sets) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(record[name])]));
      for (const { Name } of Metrics) {
        const value = [record[Name]].flat().reduce((sum: number, each) => sum + Number(each), 0);
        yield [keyOf(Namespace, Name, dimensions), { value, at: record._aws.Timestamp }];
      }
    }
  }
}

const keyOf = (namespace: string, name: string, dimensions: Dimensions): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
