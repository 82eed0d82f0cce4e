import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { recordProcess } from '../running-process.ts';
import type { StateFolder } from '../state-folder.ts';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 2000;

/** One run of the engine. */
export interface DynamodbProcess {
  /** Ends when the process has. */
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  /** What it said of what is wrong, on one line; empty when it said nothing. */
  readonly complaint: () => string;
  /** True once it takes requests, false when it ended before or took too long. */
  answers(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface DynamodbPlace {
  readonly binary: string;
  readonly port: number;
  readonly database: string;
  readonly state: StateFolder;
}

export function spawnDynamodb({ binary, port, database, state }: DynamodbPlace): DynamodbProcess {
  const options = ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', database];
  const child = spawn(binary, options, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C in a terminal goes to the whole group, and what runs still needs the tables to come to its end.
    detached: true,
  });
  let said = '';
  let hasEnded = false;
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const forget = child.pid === undefined ? () => undefined : state.own(recordProcess(child.pid, binary));
  const ended = new Promise<void>((done) => {
    child.once('error', (error) => {
      said = error.message;
      done();
    });
    // Not at its exit: what it said last may still be on its way.
    child.once('close', () => done());
  }).then(() => {
    hasEnded = true;
    process.off('exit', killWithUs);
    forget();
  });

  return {
    ended,
    hasEnded: () => hasEnded,
    complaint: () => complaintIn(said),
    answers: async () => {
      const answered = await Promise.race([
        ended.then(() => false),
        untilItAnswers(`http://127.0.0.1:${port}`, () => hasEnded),
      ]);
      return answered && !hasEnded;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await ended;
      clearTimeout(forced);
    },
  };
}

async function untilItAnswers(endpoint: string, isOver: () => boolean): Promise<boolean> {
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline && !isOver(); ) {
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
      return true;
    } catch {
      await delay(10);
    }
  }
  return false;
}

/** Its greeting and its goodbye are no cause of anything. */
function complaintIn(said: string): string {
  return said
    .split('\n')
    .map((line) => line.trim().replace(/^error: /, ''))
    .filter((line) => line !== '' && !/^(Dynoxide listening on|Shutting down)/.test(line))
    .join(' ')
    .replace(/\.$/, '')
    .slice(-500);
}
