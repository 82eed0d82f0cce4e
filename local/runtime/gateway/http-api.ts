import type { Wired, Wiring } from '../assembly/wiring.ts';
import { findFunction, type LocalFunction } from '../functions/local-function.ts';
import type { Issuer } from '../identity/issuer.ts';
import { StartFailure } from '../start-failure.ts';
import { type Authorize, compileAuthorizer } from './authorizer.ts';
import { type Answer, type GatewayRequest, jsonAnswer } from './exchange.ts';
import { httpAnswer, httpEvent } from './http-event.ts';
import { bestMatch, compilePath, firstSegment, type PathPattern } from './path-pattern.ts';
import type { Api } from './rest-api.ts';

interface Route {
  readonly key: string;
  readonly method: string;
  readonly pattern: PathPattern;
  readonly function: LocalFunction;
  readonly timeoutMs: number;
  readonly authorize: Authorize | undefined;
  readonly scopes: readonly string[];
}

export interface HttpApiOptions {
  readonly wiring: Wiring;
  readonly account: string;
  readonly functions: readonly LocalFunction[];
  readonly issuer: Issuer;
}

const catchAll = '$default';

/** Builds every HTTP API of the template. Throws StartFailure that names a route with a part that is not understood. */
export function httpApis({ wiring, account, functions, issuer }: HttpApiOptions): readonly Api[] {
  return wiring.all('AWS::ApiGatewayV2::Api').map((api) => {
    const stage = wiring
      .all('AWS::ApiGatewayV2::Stage')
      .find(({ properties }) => properties.ApiId === api.ref)?.properties;
    const identity = { id: api.ref, stage: stage?.StageName ?? catchAll, account };
    const routes = wiring
      .all('AWS::ApiGatewayV2::Route')
      .filter(({ properties }) => properties.ApiId === api.ref)
      .map((route) => compileRoute(route, wiring, functions, issuer));
    const cors = api.properties.CorsConfiguration;

    const answer = async (request: GatewayRequest): Promise<Answer> => {
      const found = chooseRoute(routes, request);
      if (!found) return jsonAnswer(404, { message: 'Not Found' });
      const { candidate: route, parameters } = found;
      if (request.body === undefined) return jsonAnswer(413, { message: 'Request Entity Too Large' });
      const authorization = route.authorize?.(request.headers.authorization, route.scopes);
      if (authorization?.ok === false) {
        const challenge: Record<string, string> =
          authorization.status === 401 ? { 'www-authenticate': 'Bearer' } : {};
        return jsonAnswer(authorization.status, { message: authorization.message }, challenge);
      }
      const event = httpEvent({
        request,
        api: identity,
        routeKey: route.key,
        pathParameters: parameters,
        stageVariables: stage?.StageVariables ?? {},
        authorization,
      });
      return await invoke(route, JSON.stringify(event));
    };

    return {
      firstSegments: new Set(routes.map(({ pattern }) => firstSegment(pattern.text))),
      watched: { dimensions: { ApiId: api.ref }, clientError: '4xx', serverError: '5xx' },
      answer: async (request) => {
        const origin = request.headers.origin;
        if (!cors || origin === undefined) return await answer(request);
        const shared = corsHeaders(cors, origin);
        if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
          return { status: 204, headers: { ...shared, ...preflightHeaders(cors) } };
        }
        const actual = await answer(request);
        return { ...actual, headers: { ...actual.headers, ...shared } };
      },
    };
  });
}

function compileRoute(
  { properties, resource }: Wired<'AWS::ApiGatewayV2::Route'>,
  wiring: Wiring,
  functions: readonly LocalFunction[],
  issuer: Issuer,
): Route {
  try {
    const integration = wiring
      .all('AWS::ApiGatewayV2::Integration')
      .find(({ ref }) => properties.Target === `integrations/${ref}`);
    const target = integration && findFunction(functions, integration.properties.IntegrationUri);
    if (!integration || !target) throw new Error(`${properties.Target} leads to no function of the template`);
    const authorizer = wiring
      .all('AWS::ApiGatewayV2::Authorizer')
      .find(({ ref }) => ref === properties.AuthorizerId);
    if (properties.AuthorizationType === 'JWT' && !authorizer)
      throw new Error(`there is no authorizer ${properties.AuthorizerId}`);
    const [method = '', path] = properties.RouteKey.split(' ');
    return {
      key: properties.RouteKey,
      method: path === undefined ? 'ANY' : method,
      pattern: compilePath(path ?? '/{rest+}'),
      function: target,
      timeoutMs: integration.properties.TimeoutInMillis,
      authorize:
        properties.AuthorizationType === 'JWT' && authorizer
          ? compileAuthorizer(authorizer, issuer)
          : undefined,
      scopes: properties.AuthorizationScopes,
    };
  } catch (error) {
    throw new StartFailure(
      `AWS::ApiGatewayV2::Route ${resource.stack.name}/${resource.logicalId}: ${(error as Error).message}`,
    );
  }
}

/** The most specific path with this method, or with any; `$default` when there is none. */
function chooseRoute(routes: readonly Route[], request: GatewayRequest) {
  const own = routes.filter(({ key }) => key !== catchAll);
  const fallback = routes.find(({ key }) => key === catchAll);
  return (
    bestMatch(
      own.filter(({ method }) => method === request.method),
      request.path,
    ) ??
    bestMatch(
      own.filter(({ method }) => method === 'ANY'),
      request.path,
    ) ??
    (fallback && { candidate: fallback, parameters: {} })
  );
}

async function invoke(route: Route, event: string): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(jsonAnswer(503, { message: 'Service Unavailable' })), route.timeoutMs);
  });
  const work = route.function.invoke(event).then((outcome): Answer => {
    return outcome.ok ? httpAnswer(outcome.payload) : jsonAnswer(500, { message: 'Internal Server Error' });
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

type Cors = NonNullable<Wired<'AWS::ApiGatewayV2::Api'>['properties']['CorsConfiguration']>;

function corsHeaders(cors: Cors, origin: string): Record<string, string> {
  const allowed = cors.AllowOrigins.includes('*')
    ? '*'
    : cors.AllowOrigins.find((candidate) => candidate === origin);
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders.length > 0 && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
    vary: 'origin',
  };
}

function preflightHeaders(cors: Cors): Record<string, string> {
  return {
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
}
