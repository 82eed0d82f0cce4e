import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import type { StateFolder } from '../state-folder.ts';
import { type DynamodbPlace, type DynamodbProcess, spawnDynamodb } from './dynamodb-process.ts';
import type { Engine } from './engine.ts';
import { freePort } from './free-port.ts';

/** Somebody else may take a free port before the engine does. */
const portsToTry = 5;
/** An engine that ends so often without a minute of health in between will not get well. */
const endsToBear = 3;
const healthyMs = 60_000;

const databaseFile = 'dynamodb/tables.sqlite';

export interface DynamodbOptions {
  readonly state: StateFolder;
  readonly log: (line: string) => void;
  /** Told when the engine cannot be kept up; nobody starts it any more then. */
  readonly onLost: (failure: StartFailure) => void;
}

/**
 * Starts dynoxide, a static binary on SQLite, and starts it again on the same port and data when it ends by itself.
 * Throws StartFailure when there is none for this platform, or when it does not start.
 */
export async function startDynamodb(options: DynamodbOptions): Promise<Engine> {
  const { state, log, onLost } = options;
  const binary = findDynamodb();
  state.folder('dynamodb');
  const { place, first } = await startFirst({ binary, database: join(state.directory, databaseFile), state });
  let running = first;
  let isUp = true;
  let isClosing = false;

  async function keepUp(): Promise<void> {
    for (let ends = 0, upSince = Date.now(); ; ) {
      await running.ended;
      if (isClosing) return;
      const wasUp = isUp;
      isUp = false;
      ends = wasUp && Date.now() - upSince > healthyMs ? 1 : ends + 1;
      const why = running.complaint() && ` (${running.complaint()})`;
      if (ends >= endsToBear)
        return onLost(new StartFailure(`The DynamoDB engine ended ${ends} times in a row${why}: stopping.`));
      log(`The DynamoDB engine ended by itself${why} and is started again.`);
      running = spawnDynamodb(place);
      isUp = await running.answers();
      upSince = Date.now();
      // One that hangs counts as one that ended.
      if (!isUp) await running.stop();
      else if (!isClosing) log('The DynamoDB engine is up again.');
    }
  }
  void keepUp();

  return {
    endpoint: `http://127.0.0.1:${place.port}`,
    isUp: () => isUp,
    close: async () => {
      isClosing = true;
      await running.stop();
    },
  };
}

async function startFirst(
  where: Omit<DynamodbPlace, 'port'>,
): Promise<{ readonly place: DynamodbPlace; readonly first: DynamodbProcess }> {
  for (let tries = 1; ; tries += 1) {
    const place = { ...where, port: await freePort() };
    const first = spawnDynamodb(place);
    if (await first.answers()) return { place, first };
    await first.stop();
    const complaint = first.complaint();
    if (/in use/i.test(complaint) && tries < portsToTry) continue;
    const { damaged } = where.state;
    if (/not a (valid SQLite )?database|malformed/i.test(complaint))
      throw damaged(databaseFile, new Error('not a database'));
    throw new StartFailure(
      `The DynamoDB engine does not start: ${complaint || 'no answer'}. Or set DYNAMODB_ENDPOINT to a running one.`,
    );
  }
}

/** The engine's program. Throws StartFailure when it is not installed. */
export function findDynamodb(): string {
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
