import { shownDatabase } from '../local/runtime/engines/mongodb-uri.ts';
import { readLocalSettings } from '../local/runtime/local-settings.ts';
import { StartFailure } from '../local/runtime/start-failure.ts';
import { makeSample } from '../local/sample/sample.ts';
import { startSalio } from '../local/start-salio.ts';
import { endFor, onStopSignal } from '../local/surface/stop-signals.ts';
import { synthesizeLocally } from './synthesize.ts';

/** `npm start`: the deployed wiring, whole, on this machine; the first time with sample data. */
const start = async (signal: AbortSignal) => {
  const log = (line: string) => console.warn(line);
  const salio = await startSalio({
    ...readLocalSettings(process.env),
    synthesize: synthesizeLocally,
    firstSample: () => makeSample({ now: Date.now() }),
    signal,
    onLost: (failure) => endFor(failure, stop),
    log,
  });
  const { runtime } = salio;
  console.log(`
Salio is up, with sample data; simulated customers pay every few seconds.

  ${runtime.url}/local/status     queues, functions, schedules
  ${runtime.url}/local/hooks      the callback URL of each shortcode
  ${runtime.url}/local/slack      what people were told in Slack
  ${runtime.url}/api/openapi.json the manager API; POST /local/token gives a token
  ${shownDatabase(runtime.mongodbUri, salio.operations.databaseName)}  the operator's MongoDB

Ctrl-C stops it.`);
  const customers = salio.startCustomers();
  return async () => {
    await customers.stop();
    await salio.close();
  };
};

const breakingOff = new AbortController();
const starting = start(breakingOff.signal);
onStopSignal(stop);
try {
  await starting;
} catch (error) {
  // Whoever broke the start off ends the process.
  if (!breakingOff.signal.aborted) endWith(error);
}

async function stop(): Promise<void> {
  breakingOff.abort();
  const close = await starting.catch(() => undefined);
  await close?.();
}

function endWith(error: unknown): never {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
