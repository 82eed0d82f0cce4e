import { httpEdge } from '../../shared/edge/http.ts';
import { ok } from '../../shared/kernel/result.ts';
import { openApiDocument } from '../../shared/manager/openapi.ts';
import { readOpenapi } from '../../shared/manager/openapi-route.ts';
import { routes } from '../../shared/manager/routes.ts';

/** Answers `GET /api/openapi.json`, to anybody: the API described by the schemas that validate its requests. */
const document = { ...openApiDocument(routes) };

export const handler = httpEdge(readOpenapi, async () => ok(document));
