import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playDemo } from '../local/demo.ts';
import { StartFailure } from '../local/runtime/start-failure.ts';
import { Stalled } from '../local/settled.ts';
import { type LocalSalio, startSalio } from '../local/start-salio.ts';
import { endFor, onStopSignal } from '../local/surface/stop-signals.ts';
import { progressBar } from './progress-bar.ts';
import { synthesizeLocally } from './synthesize.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'salio-demo-'));
const breakingOff = new AbortController();

const start = (onLost: (failure: StartFailure) => void) =>
  startSalio({
    port: 0,
    mongodbPort: 0,
    stateDir,
    elsewhere: {},
    synthesize: synthesizeLocally,
    signal: breakingOff.signal,
    onLost,
    log: () => undefined,
  });

const stop = async (starting: Promise<LocalSalio>) => {
  const salio = await starting.catch(() => undefined);
  await salio?.close();
  if (process.env.SALIO_KEEP) console.log(`State and logs are kept in ${stateDir}`);
  else rmSync(stateDir, { recursive: true, force: true });
};

/** `npm run demo`: two days of trade through the whole system, on free ports and in a folder of its own. */
async function demo(): Promise<boolean> {
  console.log('Starting the whole system on this machine …');
  const breakOff = async () => {
    breakingOff.abort();
    await stop(starting);
  };
  const starting = start((failure) => endFor(failure, breakOff));
  // A demo that was broken off has shown nothing: it must not end like one that fitted.
  onStopSignal(breakOff, 1);
  try {
    return await playDemo(await starting, progressBar, (line) => console.log(line));
  } finally {
    if (!breakingOff.signal.aborted) await stop(starting);
  }
}

try {
  const fits = await demo();
  process.exit(fits ? 0 : 1);
} catch (error) {
  // Whoever broke it off ends the process.
  if (!breakingOff.signal.aborted) {
    if (!(error instanceof StartFailure || error instanceof Stalled)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
