import { appendFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './local-function.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** Lambda gives the code ten seconds to load, apart from the function's own timeout. */
const initTimeoutMs = 10_000;
/** Little enough for a dozen environments on this machine, enough that a batch does not outlive it. */
const youngMb = 64;

export interface EnvironmentSettings extends WorkerSettings {
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** One worker thread with the code of one function loaded: it handles one invocation at a time. */
export interface Environment {
  /** Never throws. After a failure that is not the handler's own, the environment is gone. */
  invoke(event: string): Promise<Outcome>;
  readonly alive: boolean;
  end(): Promise<void>;
}

type Settle = (outcome: Outcome) => void;

/** What a function says beside its answer. */
export interface Hearing {
  /** Receives each line that the function logs as a warning or an error, and how an environment ended. */
  readonly warn: (line: string) => void;
  /** Receives each line of EMF. */
  readonly metric: (line: string) => void;
  /** Told what an invocation took of the processor. */
  readonly took: (cpuMs: number) => void;
}

export function startEnvironment(
  settings: EnvironmentSettings,
  { warn, metric, took }: Hearing,
): Environment {
  const { variables, timeoutMs, ...workerSettings } = settings;
  const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
    workerData: workerSettings satisfies WorkerSettings,
    env: { ...variables },
    execArgv: (variables.NODE_OPTIONS ?? '').split(' ').filter((option) => option === '--enable-source-maps'),
    resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb, maxYoungGenerationSizeMb: youngMb },
  });
  let alive = true;
  let settle: Settle | undefined;
  let timer: NodeJS.Timeout | undefined;

  const finish = (outcome: Outcome) => {
    clearTimeout(timer);
    settle?.(outcome);
    settle = undefined;
  };
  const die = (errorType: string, errorMessage: string) => {
    if (!alive) return;
    alive = false;
    appendFileSync(settings.logFile, `${errorType}: ${errorMessage}\n`);
    warn(`${errorType}: ${errorMessage}`);
    finish({ ok: false, errorType, errorMessage });
    void worker.terminate();
  };
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve();
      else if (message.kind === 'warning') warn(message.line);
      else if (message.kind === 'metric') metric(message.line);
      else if (message.kind === 'broken') die(message.errorType, message.errorMessage);
      else {
        took(message.cpuMs);
        finish(message.outcome);
      }
    });
  });
  worker.on('error', (error: Error) => die(error.name || 'Runtime.ExitError', error.message));
  worker.on('exit', (code) => die('Runtime.ExitError', `Runtime exited with code ${code}`));

  return {
    get alive() {
      return alive;
    },
    invoke: (event) =>
      new Promise<Outcome>((resolve) => {
        if (!alive) {
          resolve({ ok: false, errorType: 'Runtime.ExitError', errorMessage: 'The environment has ended' });
          return;
        }
        settle = resolve;
        timer = setTimeout(
          () => die('Sandbox.Timedout', `The code did not load within ${initTimeoutMs / 1000} seconds`),
          initTimeoutMs,
        );
        void ready.then(() => {
          if (!settle) return;
          clearTimeout(timer);
          timer = setTimeout(
            () => die('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`),
            timeoutMs,
          );
          worker.postMessage({
            requestId: crypto.randomUUID(),
            event,
            deadlineAt: Date.now() + timeoutMs,
          } satisfies ToWorker);
        });
      }),
    end: async () => {
      alive = false;
      finish({ ok: false, errorType: 'Runtime.ExitError', errorMessage: 'The environment was ended' });
      await worker.terminate();
    },
  };
}
