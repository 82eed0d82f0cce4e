import type { JsonObject } from '../assembly/json.ts';
import type { Wired } from '../assembly/wiring.ts';
import type { SqsCalls } from '../aws/sqs-calls.ts';
import type { LocalFunction } from '../functions/local-function.ts';
import type { Queue } from '../resources/queues.ts';
import type { Answer } from './exchange.ts';
import type { Refusal } from './gateway-responses.ts';
import { type Backend, type BackendAnswer, parseIntegrationUri } from './integration.ts';
import { invokedFunction, lambdaBackend } from './lambda-backend.ts';
import { compileTemplate, type MappingInput, type MappingTemplate } from './mapping-template.ts';
import { answerOf, proxyEvent } from './proxy-event.ts';
import { compileMappings, evaluateMappings } from './request-parameters.ts';
import { sqsBackend } from './sqs-backend.ts';

export type Method = Wired<'AWS::ApiGateway::Method'>['properties'];
type Integration = Method['Integration'];

/** Answers one request, or tells why API Gateway itself would refuse. */
export type MethodHandler = (
  input: MappingInput,
  resourcePath: string,
) => Promise<Answer | { readonly refusal: Refusal; readonly detail?: string }>;

export interface Backends {
  readonly queues: readonly Queue[];
  readonly functions: readonly LocalFunction[];
  readonly sqs: SqsCalls;
}

/** Compiles a method's integration. Throws an Error that names what is not understood. */
export function compileMethod(
  method: Method,
  required: readonly string[],
  backends: Backends,
): MethodHandler {
  const handle =
    method.Integration.Type === 'AWS_PROXY'
      ? compileProxy(method, backends)
      : compileMapped(method.Integration, backends);
  const timeoutMs = method.Integration.TimeoutInMillis;
  return async (input, resourcePath) => {
    const missing = required.filter((parameter) => !isPresent(parameter, input));
    if (missing.length > 0) {
      const names = missing.map((parameter) => parameter.split('.').at(-1)).join(', ');
      return { refusal: 'BAD_REQUEST_PARAMETERS', detail: `Missing required request parameters: [${names}]` };
    }
    return await within(timeoutMs, handle(input, resourcePath), { refusal: 'INTEGRATION_TIMEOUT' });
  };
}

function compileProxy(method: Method, backends: Backends): MethodHandler {
  const uri = parseIntegrationUri(method.Integration.Uri);
  if (uri?.service !== 'lambda')
    throw new Error(`the proxy integration ${method.Integration.Uri} is not understood here`);
  const target = invokedFunction(uri.rest, backends.functions);
  return async (input, resourcePath) => {
    const outcome = await target.invoke(JSON.stringify(proxyEvent(input, resourcePath)));
    return (
      (outcome.ok ? answerOf(outcome.payload) : undefined) ?? {
        status: 502,
        headers: { 'content-type': 'application/json' },
        body: '{"message": "Internal server error"}',
      }
    );
  };
}

function compileMapped(integration: Integration, backends: Backends): MethodHandler {
  const templates = new Map(
    Object.entries(integration.RequestTemplates).map(([type, text]) => [
      type.toLowerCase(),
      compileTemplate(text),
    ]),
  );
  const query = compileMappings(integration.RequestParameters, 'integration.request.querystring');
  const headers = compileMappings(integration.RequestParameters, 'integration.request.header');
  const unheard = Object.keys(headers).find((name) => name !== 'Content-Type');
  if (unheard) throw new Error(`the integration's header ${unheard} is not understood here`);
  const backend = chooseBackend(integration, backends);
  const respond = compileResponses(integration);
  return async (input) => {
    const type = mediaType(input.request.headers['content-type']);
    const template = templates.get(type);
    if (!template && !passesThrough(integration, templates)) return { refusal: 'UNSUPPORTED_MEDIA_TYPE' };
    const body = template ? template(input) : input.body;
    const answer = await backend(body, evaluateMappings(query, input), evaluateMappings(headers, input));
    return respond(answer, input) ?? { refusal: 'API_CONFIGURATION_ERROR' };
  };
}

function passesThrough(
  { PassthroughBehavior: behaviour }: Integration,
  templates: ReadonlyMap<string, MappingTemplate>,
): boolean {
  return behaviour === 'WHEN_NO_MATCH' || (behaviour === 'WHEN_NO_TEMPLATES' && templates.size === 0);
}

function chooseBackend(integration: Integration, { queues, functions, sqs }: Backends): Backend {
  if (integration.Type === 'MOCK') return mock;
  const uri = parseIntegrationUri(integration.Uri);
  if (uri?.service === 'sqs') return sqsBackend(uri.rest, queues, sqs);
  if (uri?.service === 'lambda') return lambdaBackend(uri.rest, functions);
  throw new Error(`the integration ${integration.Uri} is not understood here`);
}

/** A mock's request template says which status to pretend. */
const mock: Backend = async (body) => {
  const { statusCode = 500 } = JSON.parse(body) as { readonly statusCode?: number };
  return { status: statusCode, body: '', selector: String(statusCode) };
};

function compileResponses(integration: Integration) {
  const responses = integration.IntegrationResponses.map((response) => ({
    pattern: response.SelectionPattern ? new RegExp(`^(?:${response.SelectionPattern})$`, 's') : undefined,
    status: Number(response.StatusCode),
    headers: compileMappings(response.ResponseParameters, 'method.response.header'),
    templates: Object.entries(response.ResponseTemplates).map(([type, text]) => ({
      type,
      render: compileTemplate(text),
    })),
  }));
  return (answer: BackendAnswer, input: MappingInput): Answer | undefined => {
    const matching = responses.find(
      ({ pattern }) => answer.selector !== undefined && pattern?.test(answer.selector),
    );
    const chosen = matching ?? responses.find(({ pattern }) => pattern === undefined);
    if (!chosen) return undefined;
    const template = chosen.templates[0];
    const headers = evaluateMappings(chosen.headers, input);
    const body = template ? template.render({ ...input, body: answer.body }) : answer.body;
    return {
      status: chosen.status,
      headers: { 'content-type': template?.type ?? 'application/json', ...headers },
      body,
    };
  };
}

/** API Gateway takes a request without a content type for JSON. */
function mediaType(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() || 'application/json';
}

function isPresent(parameter: string, { request, pathParameters }: MappingInput): boolean {
  const [, , place, ...name] = parameter.split('.');
  const key = name.join('.');
  if (place === 'path') return pathParameters[key] !== undefined;
  return place === 'header' ? request.headers[key.toLowerCase()] !== undefined : request.query.has(key);
}

async function within<T>(milliseconds: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** What `$context` holds, of what does not need an authorizer. */
export function contextOf(
  input: Pick<MappingInput, 'request'>,
  api: { readonly id: string; readonly stage: string; readonly account: string },
  resourcePath: string,
): JsonObject {
  const { request } = input;
  return {
    accountId: api.account,
    apiId: api.id,
    domainName: request.headers.host ?? '',
    domainPrefix: api.id,
    extendedRequestId: request.id,
    httpMethod: request.method,
    identity: { sourceIp: request.sourceIp, userAgent: request.headers['user-agent'] ?? '' },
    path: `/${api.stage}${request.path}`,
    protocol: 'HTTP/1.1',
    requestId: request.id,
    requestTime: new Date(request.receivedAt).toUTCString(),
    requestTimeEpoch: request.receivedAt,
    resourcePath,
    stage: api.stage,
  };
}
