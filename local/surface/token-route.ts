import { z } from 'zod';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { badFields } from './problem.ts';

const claim = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
/** The issuer's own to say. */
const own = z.never({ error: 'is set by the issuer: leave it out' }).optional();
const schema = z
  .object({
    sub: z.string().min(1),
    exp: z.int('must be a time in whole seconds since 1970').positive().optional(),
    iss: own,
    aud: own,
    iat: own,
    nbf: own,
    jti: own,
  })
  .catchall(claim);

/** A token for whoever is named, with the claims that are asked for; of one hour, or until `exp`, which may be past. */
export function tokenRoute(runtime: Runtime): LocalRoute {
  return {
    method: 'POST',
    path: '/local/token',
    handle: ({ body }) => {
      const asked = schema.safeParse(body);
      if (!asked.success) return badFields(asked.error);
      const given = Object.entries(asked.data).filter(([, value]) => value !== undefined);
      return {
        status: 200,
        body: { token: runtime.token({ ...Object.fromEntries(given), sub: asked.data.sub }) },
      };
    },
  };
}
