import { StartFailure } from '../../../local/runtime/start-failure.ts';
import { startRuntime } from '../../../local/runtime/start-runtime.ts';
import { endFor, onStopSignal } from '../../../local/surface/stop-signals.ts';
import { surfaceRoutes } from '../../../local/surface/surface-routes.ts';

/** The app in a process of its own, which a test can kill: `node run.ts <assembly> <state> <port>`. Prints its URL. */
const [assembly = '', stateDir = '', port = '0'] = process.argv.slice(2);
try {
  const starting = startRuntime({
    synthesize: async () => assembly,
    stateDir,
    port: Number(port),
    ...(process.env.EMBEDDED_MONGODB && { mongodbPort: 0 }),
    elsewhere: process.env,
    onLost: (failure) => endFor(failure, async () => (await starting).close()),
    log: (line) => console.error(line),
    routes: async (running) =>
      surfaceRoutes(running, { version: '1', notYet: [{ path: '/local/inbox', part: 'the mail' }] }),
  });
  const runtime = await starting;
  onStopSignal(() => runtime.close());
  console.log(JSON.stringify({ url: runtime.url, endpoints: runtime.endpoints }));
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
