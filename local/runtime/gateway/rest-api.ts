import type { Wired, Wiring } from '../assembly/wiring.ts';
import { StartFailure } from '../start-failure.ts';
import type { Answer, GatewayRequest } from './exchange.ts';
import { gatewayResponses } from './gateway-responses.ts';
import type { MappingInput } from './mapping-template.ts';
import { bestMatch, compilePath, firstSegment } from './path-pattern.ts';
import { resourcePolicy } from './resource-policy.ts';
import { type Backends, compileMethod, contextOf, type MethodHandler } from './rest-method.ts';

/** One API of the template, as the gateway sees it. */
export interface Api {
  /** First segments of its paths: a request that begins with one of them is its own. */
  readonly firstSegments: ReadonlySet<string>;
  /** How CloudWatch tells it from others, and what it calls its errors. */
  readonly watched: {
    readonly dimensions: Readonly<Record<string, string>>;
    readonly clientError: string;
    readonly serverError: string;
  };
  answer(request: GatewayRequest): Promise<Answer>;
}

/** Builds every REST API of the template. Throws StartFailure that names a method with a part that is not understood. */
export function restApis(wiring: Wiring, account: string, backends: Backends): readonly Api[] {
  return wiring.all('AWS::ApiGateway::RestApi').map((api) => {
    const stage = wiring
      .all('AWS::ApiGateway::Stage')
      .find(({ properties }) => properties.RestApiId === api.ref);
    const responses = wiring
      .all('AWS::ApiGateway::GatewayResponse')
      .filter(({ properties }) => properties.RestApiId === api.ref);
    const refuse = gatewayResponses(responses.map(({ properties }) => properties));
    const routes = routesOf(wiring, api, backends);
    const mayInvoke = resourcePolicy(api.properties.Policy);
    const identity = { id: api.ref, stage: stage?.properties.StageName ?? '', account };

    return {
      firstSegments: new Set(routes.map(({ pattern }) => firstSegment(pattern.text))),
      watched: {
        dimensions: { ApiName: api.properties.Name ?? api.name },
        clientError: '4XXError',
        serverError: '5XXError',
      },
      answer: async (request) => {
        const found = bestMatch(routes, request.path);
        const handler = found?.candidate.methods.get(request.method) ?? found?.candidate.methods.get('ANY');
        const resourcePath = found?.candidate.pattern.text ?? request.path;
        const input: MappingInput = {
          request,
          body: request.body?.toString('utf8') ?? '',
          pathParameters: found?.parameters ?? {},
          context: contextOf({ request }, identity, resourcePath),
          stageVariables: stage?.properties.Variables ?? {},
        };
        const { method, path, sourceIp } = request;
        if (!mayInvoke({ stage: identity.stage, method, path, sourceIp }))
          return refuse('ACCESS_DENIED', input);
        if (!handler) return refuse('MISSING_AUTHENTICATION_TOKEN', input);
        if (request.body === undefined) return refuse('REQUEST_TOO_LARGE', input);
        const result = await handler(input, resourcePath);
        return 'refusal' in result ? refuse(result.refusal, input, result.detail) : result;
      },
    };
  });
}

function routesOf(wiring: Wiring, api: Wired<'AWS::ApiGateway::RestApi'>, backends: Backends) {
  const paths = pathsOf(wiring, api);
  const validators = wiring.all('AWS::ApiGateway::RequestValidator');
  const byPath = new Map<string, Map<string, MethodHandler>>();
  for (const { properties, resource } of wiring.all('AWS::ApiGateway::Method')) {
    if (properties.RestApiId !== api.ref) continue;
    const validator = validators.find(({ ref }) => ref === properties.RequestValidatorId)?.properties;
    const required = Object.entries(properties.RequestParameters).filter(
      ([, isRequired]) => isRequired && validator?.ValidateRequestParameters,
    );
    const path = paths.get(properties.ResourceId);
    try {
      if (path === undefined) throw new Error(`there is no resource ${properties.ResourceId}`);
      const handler = compileMethod(
        properties,
        required.map(([name]) => name),
        backends,
      );
      byPath.set(path, (byPath.get(path) ?? new Map()).set(properties.HttpMethod, handler));
    } catch (error) {
      throw new StartFailure(
        `AWS::ApiGateway::Method ${resource.stack.name}/${resource.logicalId}: ${(error as Error).message}`,
      );
    }
  }
  return [...byPath].map(([path, methods]) => ({ pattern: compilePath(path), methods }));
}

/** Full path of each resource, by its id. */
function pathsOf(wiring: Wiring, api: Wired<'AWS::ApiGateway::RestApi'>): ReadonlyMap<string, string> {
  const own = wiring
    .all('AWS::ApiGateway::Resource')
    .filter(({ properties }) => properties.RestApiId === api.ref);
  const paths = new Map([[`${api.ref}-root`, '']]);
  for (let before = -1; before !== paths.size; ) {
    before = paths.size;
    for (const { ref, properties } of own) {
      const parent = paths.get(properties.ParentId);
      if (parent !== undefined) paths.set(ref, `${parent}/${properties.PathPart}`);
    }
  }
  return paths.set(`${api.ref}-root`, '/');
}
