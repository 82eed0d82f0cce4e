import { withoutPassword } from '../local/runtime/engines/mongodb-engine.ts';
import { readLocalSettings } from '../local/runtime/local-settings.ts';
import { StartFailure } from '../local/runtime/start-failure.ts';
import { makeSample } from '../local/sample/sample.ts';
import { startSalio } from '../local/start-salio.ts';
import { onStopSignal } from '../local/surface/stop-signals.ts';
import { synthesizeLocally } from './synthesize.ts';

/** `npm start`: the deployed wiring, whole, on this machine; the first time with sample data. */
const start = async () => {
  const log = (line: string) => console.warn(line);
  const salio = await startSalio({
    ...readLocalSettings(process.env),
    synthesize: synthesizeLocally,
    firstSample: () => makeSample({ now: Date.now() }),
    log,
  });
  const { runtime } = salio;
  console.log(`
Salio is up, with sample data; simulated customers pay every few seconds.

  ${runtime.url}/local/status     queues, functions, schedules
  ${runtime.url}/local/hooks      the callback URL of each shortcode
  ${runtime.url}/local/slack      what people were told in Slack
  ${runtime.url}/api/openapi.json the manager API; POST /local/token gives a token
  ${withoutPassword(runtime.mongodbUri)}/operations  the operator's MongoDB

Ctrl-C stops it.`);
  const customers = salio.startCustomers();
  return async () => {
    await customers.stop();
    await salio.close();
  };
};

const starting = start();
onStopSignal(async () => (await starting)());
try {
  await starting;
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
