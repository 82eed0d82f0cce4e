import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { recordProcess } from '../running-process.ts';
import { StartFailure } from '../start-failure.ts';
import type { StateFolder } from '../state-folder.ts';
import type { Engine } from './engine.ts';
import { freePort } from './free-port.ts';

const startTimeoutMs = 10_000;

/** Starts dynoxide, a static binary on SQLite. Throws StartFailure when there is none for this platform. */
export async function startDynamodb(state: StateFolder, log: (line: string) => void): Promise<Engine> {
  const binary = findBinary();
  const port = await freePort();
  const database = join(state.folder('dynamodb'), 'tables.sqlite');
  const child = spawn(
    binary,
    ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', database],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C in a terminal goes to the whole group, and what runs still needs the tables to come to its end.
      detached: true,
    },
  );
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-500);
  });
  const ended = new Promise<void>((done) => {
    child.once('error', (error) => {
      complaint = error.message;
      done();
    });
    child.once('exit', () => done());
  });
  if (child.pid !== undefined) state.own(recordProcess(child.pid, binary));

  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let closing = false;
  void ended.then(() => {
    if (!closing) log(`The DynamoDB engine ended by itself: ${complaint.trim()}`);
  });
  const close = async () => {
    closing = true;
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(forced);
    process.off('exit', killWithUs);
  };

  const endpoint = `http://127.0.0.1:${port}`;
  const answers = await Promise.race([ended.then(() => false), waitUntilItAnswers(endpoint)]);
  if (!answers) {
    await close();
    throw new StartFailure(
      `The DynamoDB engine does not start: ${complaint.trim() || 'no answer'}. Or set DYNAMODB_ENDPOINT to a running one.`,
    );
  }
  return { endpoint, close };
}

function findBinary(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const binary = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dynoxide');
    if (existsSync(binary)) return binary;
  } catch {
    // The package is optional: npm leaves it out where it does not fit.
  }
  throw new StartFailure(
    `The DynamoDB engine is missing: ${name} is not installed. Set DYNAMODB_ENDPOINT to a running one (DynamoDB Local, for example).`,
  );
}

async function waitUntilItAnswers(endpoint: string): Promise<boolean> {
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; ) {
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
      return true;
    } catch {
      await new Promise((done) => setTimeout(done, 10));
    }
  }
  return false;
}
