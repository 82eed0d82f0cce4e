import { type Environment, type EnvironmentSettings, type Hearing, startEnvironment } from './environment.ts';
import type { LocalFunction, Outcome } from './local-function.ts';

export interface PoolSettings extends EnvironmentSettings {
  readonly name: string;
  readonly concurrency: number;
  readonly asyncRetries: number;
  readonly deadLetterArn: string | undefined;
}

interface Waiting {
  readonly event: string;
  readonly resolve: (outcome: Outcome) => void;
}

/** Runs a function in environments that are started on demand, one invocation in each at a time, and then kept. */
export function createFunction(settings: PoolSettings, hearing: Omit<Hearing, 'took'>): LocalFunction {
  const { name, concurrency, asyncRetries, deadLetterArn, ...environmentSettings } = settings;
  const environments = new Set<Environment>();
  // The last one used is taken first, so that a trickle of events wakes one environment and not all of them.
  const idle: Environment[] = [];
  const waiting: Waiting[] = [];
  let running = 0;
  let invocations = 0;
  let failures = 0;
  let cpuMs = 0;
  const took = (ms: number) => {
    cpuMs += ms;
  };
  let throttled = 0;

  function take(): Environment | undefined {
    for (let free = idle.pop(); free; free = idle.pop()) {
      if (free.alive) return free;
      environments.delete(free);
    }
    if (environments.size >= concurrency) return undefined;
    const environment = startEnvironment(environmentSettings, { ...hearing, took });
    environments.add(environment);
    return environment;
  }

  function pump(): void {
    while (waiting.length > 0) {
      const environment = take();
      const next = environment && waiting.shift();
      if (!next) return;
      running += 1;
      void environment.invoke(next.event).then((outcome) => {
        running -= 1;
        if (!outcome.ok) failures += 1;
        if (!environments.has(environment)) void environment.end();
        else if (environment.alive) idle.push(environment);
        else environments.delete(environment);
        next.resolve(outcome);
        pump();
      });
    }
  }

  async function endAll(): Promise<void> {
    const ending = [...environments];
    environments.clear();
    idle.length = 0;
    await Promise.all(ending.map((environment) => environment.end()));
  }

  return {
    name,
    arn: settings.functionArn,
    functionName: settings.functionName,
    variables: settings.variables,
    concurrency,
    asyncRetries,
    deadLetterArn,
    invoke: (event) =>
      new Promise((resolve) => {
        invocations += 1;
        const one = { event, resolve };
        waiting.push(one);
        pump();
        if (waiting.includes(one)) throttled += 1;
      }),
    state: () => ({
      environments: environments.size,
      running,
      waiting: waiting.length,
      invocations,
      failures,
      throttled,
    }),
    cpuMs: () => cpuMs,
    restart: endAll,
    close: endAll,
  };
}
