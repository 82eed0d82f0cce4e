import { Compile, parse } from 'velocityjs';
import { isJsonObject, type Json } from '../assembly/json.ts';
import type { GatewayRequest } from './exchange.ts';

/** What a mapping template can read. */
export interface MappingInput {
  readonly request: GatewayRequest;
  /** Text of the request's body, or of the integration's answer. */
  readonly body: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly context: Json;
  readonly stageVariables: Readonly<Record<string, string>>;
}

export type MappingTemplate = (input: MappingInput) => string;

const roots = new Set(['input', 'util', 'context', 'stageVariables']);

/**
 * Compiles a mapping template in the Velocity language. Throws an Error that names a variable which API Gateway does
 * not have, since Velocity itself would print its name.
 * Source: API Gateway Developer Guide, "Mapping template variable reference".
 */
export function compileTemplate(text: string): MappingTemplate {
  const known = new Set([
    ...roots,
    ...[
      ...text.matchAll(/#set\s*\(\s*\$!?\{?([A-Za-z_]\w*)/g),
      ...text.matchAll(/#foreach\s*\(\s*\$!?\{?([A-Za-z_]\w*)/g),
    ].map(([, name]) => name),
  ]);
  for (const [reference, name] of text.matchAll(/\$!?\{?([A-Za-z_]\w*)/g)) {
    if (!known.has(name) && name !== 'foreach')
      throw new Error(`the mapping template reads ${reference}, which API Gateway does not have`);
  }
  const ast = parse(text);
  return (input) =>
    new Compile(ast, { escape: false }).render({
      input: inputOf(input),
      util,
      context: input.context,
      stageVariables: input.stageVariables,
    });
}

const util = {
  escapeJavaScript: (text: unknown) =>
    JSON.stringify(String(text ?? ''))
      .slice(1, -1)
      .replaceAll("'", "\\'")
      .replaceAll('/', '\\/'),
  urlEncode: (text: unknown) => encode(String(text ?? '')),
  urlDecode: (text: unknown) => decodeURIComponent(String(text ?? '').replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text ?? '')).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text ?? ''), 'base64').toString('utf8'),
  parseJson: (text: unknown) => JSON.parse(String(text ?? 'null')) as Json,
};

function inputOf({ request, body, pathParameters }: MappingInput) {
  const query = Object.fromEntries(request.query);
  const header = (name: string) => request.headers[name.toLowerCase()];
  return {
    body,
    params: (name?: string) => {
      if (name === undefined) return { path: pathParameters, querystring: query, header: request.headers };
      return pathParameters[name] ?? query[name] ?? header(name) ?? '';
    },
    json: (path: string) => JSON.stringify(at(body, path) ?? null),
    path: (path: string) => at(body, path) ?? '',
  };
}

/** The form encoding of Java's URLEncoder, which is what API Gateway uses. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `$`, `$.a.b`, `$['a']`, `$.a[0]`: no filters. */
function at(body: string, path: string): Json | undefined {
  const steps = [...path.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)];
  if (path[0] !== '$' || steps.map(([step]) => step).join('') !== path.slice(1))
    throw new Error(`the JSON path ${path} is not understood here`);
  const whole = parseOrUndefined(body);
  return steps.reduce<Json | undefined>((value, [, name, quoted, index]) => {
    if (index !== undefined)
      return Array.isArray(value) ? (value[Number(index)] as Json | undefined) : undefined;
    return isJsonObject(value) ? value[name ?? quoted ?? ''] : undefined;
  }, whole);
}

function parseOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
