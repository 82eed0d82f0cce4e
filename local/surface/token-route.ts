import { z } from 'zod';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { badFields } from './problem.ts';

const claim = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const schema = z.object({ sub: z.string().min(1) }).catchall(claim);

/** A token of one hour for whoever is named, with the claims that are asked for. */
export function tokenRoute(runtime: Runtime): LocalRoute {
  return {
    method: 'POST',
    path: '/local/token',
    handle: ({ body }) => {
      const asked = schema.safeParse(body);
      return asked.success
        ? { status: 200, body: { token: runtime.token(asked.data) } }
        : badFields(asked.error);
    },
  };
}
