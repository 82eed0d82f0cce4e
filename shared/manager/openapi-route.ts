import * as z from 'zod/mini';
import type { Route } from './route.ts';
import { nothing } from './words.ts';

/** `GET /api/openapi.json` */
export const readOpenapi = {
  id: 'read-openapi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This description',
  roles: [],
  params: nothing,
  query: nothing,
  body: nothing,
  answer: { status: 200, schema: z.record(z.string(), z.unknown()) },
  problems: [],
} as const satisfies Route;
