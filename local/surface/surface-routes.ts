import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { alarmsRoute } from './alarms-route.ts';
import { problem } from './problem.ts';
import { scheduleRoute } from './schedule-route.ts';
import { statusRoute } from './status-route.ts';
import { tokenRoute } from './token-route.ts';

/** A part of the surface that is planned: it answers by its name. */
export interface NotYet {
  /** As in `/local/things/{name}`. */
  readonly path: string;
  readonly part: string;
}

export interface SurfaceOptions {
  readonly version: string;
  /** Where things are, beside the gateway. */
  readonly urls?: Readonly<Record<string, string>>;
  readonly routes?: readonly LocalRoute[];
  readonly notYet?: readonly NotYet[];
  /** Fills the emptied system after a reset. @default it stays empty */
  readonly onReset?: () => Promise<void>;
}

/** Everything below `/local`: what any system has, and what the composer adds. */
export function surfaceRoutes(runtime: Runtime, options: SurfaceOptions): readonly LocalRoute[] {
  const { version, urls = {}, routes = [], notYet = [], onReset = async () => undefined } = options;
  return [
    statusRoute(runtime, version, { gateway: runtime.url, ...runtime.endpoints, ...urls }),
    tokenRoute(runtime),
    scheduleRoute(runtime),
    alarmsRoute(runtime),
    {
      method: 'POST',
      path: '/local/reset',
      handle: async () => {
        await runtime.reset(onReset);
        return { status: 204, body: undefined };
      },
    },
    ...routes,
    ...notYet.map(
      ({ path, part }): LocalRoute => ({
        method: 'ANY',
        path,
        handle: () => problem(501, `${path} is not there yet`, { detail: `It comes with ${part}.` }),
      }),
    ),
    nothing('/local'),
    nothing('/local/{rest+}'),
  ];
}

const nothing = (path: string): LocalRoute => ({
  method: 'ANY',
  path,
  handle: ({ method, path: asked }) =>
    problem(404, 'Not Found', { detail: `There is no ${method} ${asked}.` }),
});
