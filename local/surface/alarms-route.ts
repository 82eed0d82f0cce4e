import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** What would wake people, and the last value of what each alarm watches. */
export const alarmsRoute = ({ alarms, metrics }: Runtime): LocalRoute => ({
  method: 'GET',
  path: '/local/alarms',
  handle: () => ({
    status: 200,
    body: alarms.map((alarm) => ({
      ...alarm,
      metrics: alarm.metrics.map((each) => {
        const latest = metrics.latest(each.namespace, each.name, each.dimensions);
        return { ...each, ...(latest && { value: latest.value, at: new Date(latest.at).toISOString() }) };
      }),
    })),
  }),
});
