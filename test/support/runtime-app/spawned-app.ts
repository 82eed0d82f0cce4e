import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The app in a process of its own. */
export interface SpawnedApp {
  readonly process: ChildProcess;
  /** Undefined when it could not start. */
  readonly url: string | undefined;
  readonly endpoints: Readonly<Record<string, string>>;
  /** What it said to people. */
  complaints(): string;
  /** Ends with the exit code, or with the signal that ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string | null>;
}

export async function spawnApp(
  assembly: string,
  state: string,
  port = 0,
  environment: Readonly<Record<string, string>> = {},
): Promise<SpawnedApp> {
  const args = ['--no-warnings', join(import.meta.dirname, 'run.ts'), assembly, state, String(port)];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string | null);
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([text]) => text as string),
    ended.then(() => undefined),
  ]);
  const started =
    line === undefined ? {} : (JSON.parse(line) as { url: string; endpoints: Record<string, string> });
  return {
    process: child,
    url: undefined,
    endpoints: {},
    ...started,
    complaints: () => complaints,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
