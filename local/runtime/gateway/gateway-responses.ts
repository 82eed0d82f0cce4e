import type { Wired } from '../assembly/wiring.ts';
import { type Answer, jsonAnswer } from './exchange.ts';
import { compileTemplate, type MappingInput } from './mapping-template.ts';
import { compileMappings, evaluateMappings } from './request-parameters.ts';

/** How a REST API refuses, by API Gateway's names. */
const defaults = {
  ACCESS_DENIED: [403, 'User: anonymous is not authorized to perform: execute-api:Invoke'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters'],
  INTEGRATION_FAILURE: [504, 'Network error communicating with endpoint'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type'],
} as const satisfies Record<string, readonly [number, string]>;

export type Refusal = keyof typeof defaults;

/** Answers in API Gateway's own name, unless the template words the answer (or all of its 4xx or 5xx) differently. */
export function gatewayResponses(
  responses: readonly Wired<'AWS::ApiGateway::GatewayResponse'>['properties'][],
) {
  const compiled = new Map(
    responses.map((response) => [
      response.ResponseType,
      {
        status: response.StatusCode === undefined ? undefined : Number(response.StatusCode),
        headers: compileMappings(response.ResponseParameters, 'gatewayresponse.header'),
        template: Object.entries(response.ResponseTemplates).map(([type, text]) => ({
          type,
          render: compileTemplate(text),
        }))[0],
      },
    ]),
  );
  return (refusal: Refusal, input: MappingInput, detail?: string): Answer => {
    const [status, words] = defaults[refusal];
    const message = detail ?? words;
    const own = compiled.get(refusal) ?? compiled.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    if (!own) return jsonAnswer(status, { message });
    const error = { message, messageString: JSON.stringify(message), responseType: refusal };
    const context = { ...(input.context as object), error };
    const headers = evaluateMappings(own.headers, { ...input, context });
    if (!own.template) return jsonAnswer(own.status ?? status, { message }, headers);
    const body = own.template.render({ ...input, context });
    return { status: own.status ?? status, headers: { 'content-type': own.template.type, ...headers }, body };
  };
}
