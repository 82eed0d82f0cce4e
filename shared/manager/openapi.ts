import * as z from 'zod/mini';
import { openApiText } from './openapi-text.ts';
import { describeProblem, type ProblemKind, problemBody, problemKinds } from './problem.ts';
import { problemsOf, type Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly security: readonly Json[];
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
}

/** Describes the routes from the schemas that validate their requests. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const named: Record<string, unknown> = {};
  // Schemas with an id come as $defs of each that uses them; in the document they stand once.
  const schemaOf = (schema: z.ZodMiniType, io: 'input' | 'output'): Json => {
    const { $schema: _, $defs, ...own } = z.toJSONSchema(schema, { io });
    for (const [name, definition] of Object.entries($defs ?? {})) named[name] = withoutId(definition);
    const id = z.globalRegistry.get(schema)?.id;
    if (id === undefined) return own;
    named[id] = withoutId(own);
    return { $ref: `#/$defs/${id}` };
  };

  const paths = Object.groupBy(routes, ({ path }) => path);
  const described = Object.entries(paths).map(([path, there = []]) => [
    path,
    Object.fromEntries(there.map((route) => [route.method.toLowerCase(), operation(route, schemaOf)])),
  ]);
  const document: OpenApiDocument = {
    openapi: '3.1.0',
    info: openApiText.info,
    security: [{ bearer: [] }],
    paths: Object.fromEntries(described),
    components: { schemas: named, securitySchemes: { bearer: openApiText.bearer } },
  };
  return JSON.parse(JSON.stringify(document).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

const withoutId = ({ id: _, ...schema }: Json): Json => schema;

type SchemaOf = (schema: z.ZodMiniType, io: 'input' | 'output') => Json;

function operation(route: Route, schemaOf: SchemaOf): Json {
  const body = schemaOf(route.body, 'input');
  const answer = { 'application/json': { schema: schemaOf(route.answer.schema, 'output') } };
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.roles.length > 0 ? { description: `For ${route.roles.join(' and ')}.` } : { security: [] }),
    parameters: [
      ...parametersIn('path', schemaOf(route.params, 'input')),
      ...parametersIn('query', schemaOf(route.query, 'input')),
      ...(route.method === 'GET' ? [] : [openApiText.idempotencyKey]),
    ],
    ...(route.method !== 'GET' && {
      requestBody: { required: isRequired(body), content: { 'application/json': { schema: body } } },
    }),
    responses: {
      [route.answer.status]: {
        description: statusNames[route.answer.status],
        content: answer,
      },
      ...(route.roles.length > 0 && gatewayResponses),
      ...problemResponses(problemsOf(route), schemaOf),
    },
  };
}

const statusNames = { 200: 'OK', 201: 'Created', 202: 'Accepted' } as const;

const gatewayContent = { 'application/json': { schema: openApiText.gatewayBody } };
const gatewayResponses = Object.fromEntries(
  Object.entries(openApiText.gatewayAnswers).map(([status, description]) => [
    status,
    { description, content: gatewayContent },
  ]),
);

const isRequired = ({ required }: Json): boolean => Array.isArray(required) && required.length > 0;

function parametersIn(place: 'path' | 'query', { properties = {}, required = [] }: Json): readonly Json[] {
  return Object.entries(properties as Json).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || (required as readonly string[]).includes(name),
    schema,
  }));
}

function problemResponses(kinds: readonly ProblemKind[], schemaOf: SchemaOf): Json {
  const byStatus = Object.groupBy(new Set(kinds), (kind) => String(problemKinds[kind].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, there = []]) => [
      status,
      {
        description: there.map((kind) => problemKinds[kind].title).join('. Or: '),
        content: {
          'application/problem+json': {
            schema: schemaOf(problemBody, 'output'),
            examples: Object.fromEntries(there.map((kind) => [kind, { value: describeProblem({ kind }) }])),
          },
        },
      },
    ]),
  );
}
