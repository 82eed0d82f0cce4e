import { StartFailure } from '../../../local/runtime/start-failure.ts';
import { startRuntime } from '../../../local/runtime/start-runtime.ts';
import { onStopSignal } from '../../../local/surface/stop-signals.ts';
import { surfaceRoutes } from '../../../local/surface/surface-routes.ts';

/** The app in a process of its own, which a test can kill: `node run.ts <assembly> <state> <port>`. Prints its URL. */
const [assembly = '', stateDir = '', port = '0'] = process.argv.slice(2);
try {
  const runtime = await startRuntime({
    synthesize: async () => assembly,
    stateDir,
    port: Number(port),
    elsewhere: process.env,
    log: (line) => console.error(line),
    routes: async (running) =>
      surfaceRoutes(running, { version: '1', notYet: [{ path: '/local/inbox', part: 'the mail' }] }),
  });
  onStopSignal(() => runtime.close());
  console.log(JSON.stringify({ url: runtime.url, endpoints: runtime.endpoints }));
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
