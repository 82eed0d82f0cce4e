import { withoutPassword } from '../runtime/engines/mongodb-uri.ts';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** How the local system is: what it is made of, where it is, what waits. */
export function statusRoute(
  runtime: Runtime,
  version: string,
  urls: Readonly<Record<string, string>>,
): LocalRoute {
  return {
    method: 'GET',
    path: '/local/status',
    handle: async () => {
      const readings = await runtime.readQueues();
      const depths = (dead: boolean) =>
        Object.fromEntries(
          readings
            .filter(({ isDeadLetterQueue }) => isDeadLetterQueue === dead)
            .map(({ name, visible, in_flight, delayed }) => [name, { visible, in_flight, delayed }]),
        );
      const body = {
        ready: runtime.isReady(),
        version,
        urls,
        mongodb_uri: withoutPassword(runtime.mongodbUri),
        queues: depths(false),
        dlqs: depths(true),
        functions: Object.fromEntries(runtime.functions.map((each) => [each.name, each.state()])),
        schedules: runtime.schedules.map(({ name }) => name),
      };
      return { status: 200, body };
    },
  };
}
