import { z } from 'zod';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { badFields, problem } from './problem.ts';

const message = 'must be a time such as 2026-01-31T08:00:00Z';
const schema = z.strictObject({ time: z.iso.datetime({ offset: true, error: message }).optional() });

/** Fires a schedule now, as if at the given time, and answers when what it woke has ended. */
export function scheduleRoute(runtime: Runtime): LocalRoute {
  return {
    method: 'POST',
    path: '/local/schedules/{name}/run',
    handle: async ({ params, body }) => {
      const schedule = runtime.schedules.find(({ name }) => name === params.name);
      if (!schedule) {
        const known = runtime.schedules.map(({ name }) => name).join(', ');
        return problem(404, `There is no schedule ${params.name}`, { detail: `There are: ${known}` });
      }
      const asked = schema.safeParse(body ?? {});
      if (!asked.success) return badFields(asked.error);
      const timeMs = asked.data.time === undefined ? Date.now() : Date.parse(asked.data.time);
      const answer = { name: schedule.name, time: new Date(timeMs).toISOString() };
      try {
        const result = await schedule.run(timeMs);
        return { status: 200, body: { ...answer, ...(result !== undefined && { result }) } };
      } catch (error) {
        return problem(502, `The schedule ${schedule.name} failed`, { detail: (error as Error).message });
      }
    },
  };
}
