import type { LocalFunction } from '../functions/local-function.ts';
import type { Answer } from '../gateway/exchange.ts';
import type { Api } from '../gateway/rest-api.ts';
import type { Stores } from '../resources/stores.ts';
import type { Dimensions, MetricLog } from './metric-log.ts';

export interface ServiceMetricsOptions {
  readonly metrics: MetricLog;
  readonly stores: Pick<Stores, 'measureQueues'>;
  readonly functions: readonly LocalFunction[];
  readonly log: (line: string) => void;
  /** @default 5,000: AWS looks once a minute, but here somebody is watching */
  readonly everyMs?: number | undefined;
}

/**
 * Tells about queues and functions what SQS and Lambda would tell, from what is known of them here. What stays nothing is told
 * once.
 *
 * @returns what stops it.
 */
export function startServiceMetrics({
  metrics,
  stores,
  functions,
  log,
  everyMs = 5_000,
}: ServiceMetricsOptions): () => void {
  const tell = tellChanges(metrics);
  const queueAge = ages();
  const functionDeltas = deltas();

  const look = async (): Promise<void> => {
    for (const { arn, visible, in_flight } of await stores.measureQueues()) {
      tell(
        'AWS/SQS',
        { QueueName: nameIn(arn) },
        {
          ApproximateNumberOfMessagesVisible: visible,
          ApproximateNumberOfMessagesNotVisible: in_flight,
          ApproximateAgeOfOldestMessage: queueAge(arn, visible + in_flight > 0),
        },
      );
    }
    let throttles = 0;
    for (const each of functions) {
      const { invocations, failures, throttled } = functionDeltas(each);
      throttles += throttled;
      tell(
        'AWS/Lambda',
        { FunctionName: each.functionName },
        {
          Invocations: invocations,
          Errors: failures,
          Throttles: throttled,
        },
      );
    }
    tell('AWS/Lambda', {}, { Throttles: throttles });
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: Error) => log(`Metrics: ${error.message}`))
      .finally(() => {
        isLooking = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** Counts what an API answers, as API Gateway does. */
export function countedApi(api: Api, metrics: MetricLog): Api {
  const { dimensions, clientError, serverError } = api.watched;
  const counted = (status: number): void =>
    metrics.emit('AWS/ApiGateway', dimensions, {
      Count: 1,
      [clientError]: status >= 400 && status < 500 ? 1 : 0,
      [serverError]: status >= 500 ? 1 : 0,
    });
  return {
    ...api,
    answer: async (request): Promise<Answer> => {
      try {
        const answer = await api.answer(request);
        counted(answer.status);
        return answer;
      } catch (error) {
        counted(500);
        throw error;
      }
    },
  };
}

function tellChanges(metrics: MetricLog) {
  const last = new Map<string, string>();
  return (namespace: string, dimensions: Dimensions, values: Readonly<Record<string, number>>): void => {
    const key = JSON.stringify([namespace, dimensions]);
    const now = JSON.stringify(values);
    const isNothing = Object.values(values).every((value) => value === 0);
    if (isNothing && last.get(key) === now) return;
    last.set(key, now);
    metrics.emit(namespace, dimensions, values);
  };
}

/** Since when something has been there without a pause; a queue does not tell how old its oldest message is. */
function ages() {
  const since = new Map<string, number>();
  return (name: string, isThere: boolean): number => {
    if (!isThere) since.delete(name);
    else if (!since.has(name)) since.set(name, Date.now());
    return Math.round((Date.now() - (since.get(name) ?? Date.now())) / 1_000);
  };
}

function deltas() {
  const before = new Map<string, { invocations: number; failures: number; throttled: number }>();
  return (each: LocalFunction) => {
    const { invocations, failures, throttled } = each.state();
    const last = before.get(each.arn) ?? { invocations: 0, failures: 0, throttled: 0 };
    before.set(each.arn, { invocations, failures, throttled });
    return {
      invocations: invocations - last.invocations,
      failures: failures - last.failures,
      throttled: throttled - last.throttled,
    };
  };
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
