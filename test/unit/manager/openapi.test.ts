import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../../shared/manager/openapi.ts';
import { routes } from '../../../shared/manager/routes.ts';
import * as words from '../../../shared/manager/words.ts';
import { paymentStatuses } from '../../../shared/payments/payment.ts';
import { triggers } from '../../../shared/reconciliation/trigger.ts';

interface Operation {
  operationId: string;
  security?: unknown[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: { required: boolean; content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
}

const document = openApiDocument(routes);
const operations = Object.entries(document.paths).flatMap(([path, there]) =>
  Object.entries(there as Record<string, Operation>).map(([method, operation]) => ({
    path,
    method,
    operation,
  })),
);
const operation = (id: string): Operation => {
  const found = operations.find((each) => each.operation.operationId === id);
  if (!found) throw new Error(`no operation ${id}`);
  return found.operation;
};

describe('the OpenAPI description', () => {
  it('describes every lambda that answers the manager API, and no other', () => {
    const answering = readdirSync('lambdas/manager')
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((name) => name !== 'grant-claims');
    expect(operations.map((each) => each.operation.operationId).sort()).toEqual(answering.sort());
  });

  it('is of version 3.1, names itself, and knows the bearer token', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Salio manager API', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
  });

  it('has no reference that leads nowhere', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(refs.length).toBeGreaterThan(10);
    for (const name of refs) expect(document.components.schemas).toHaveProperty(String(name));
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it.each(operations.map((each) => [each.operation.operationId, each] as const))(
    '%s has its path parameters, an answer, and problems as problem+json',
    (_, { path, operation: { parameters, responses, security } }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.filter((each) => each.in === 'path').map((each) => each.name)).toEqual(inPath);
      for (const each of parameters.filter(({ in: place }) => place === 'path'))
        expect(each.required).toBe(true);
      const statuses = Object.keys(responses);
      expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1);
      for (const status of statuses) {
        const isGateways = status === '401' || status === '429';
        const kind = status.startsWith('2') || isGateways ? 'application/json' : 'application/problem+json';
        expect(Object.keys(responses[status]?.content ?? {})).toEqual([kind]);
        expect(responses[status]?.description).not.toBe('');
      }
      expect(statuses).toContain('500');
      expect(statuses.includes('401')).toBe(security === undefined);
    },
  );

  it('tells what may go wrong with a write', () => {
    expect(Object.keys(operation('reconcile-session').responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(Object.keys(operation('queue-session').responses)).toContain('202');
    expect(operation('reconcile-session').parameters.map(({ name }) => name)).toEqual([
      'id',
      'Idempotency-Key',
    ]);
  });

  it('asks of a body what is checked', () => {
    const body = operation('reconcile-bulk').requestBody;
    expect(body?.required).toBe(true);
    expect(body?.content['application/json']?.schema).toMatchObject({
      required: ['sessionIds'],
      additionalProperties: false,
      properties: {
        sessionIds: { type: 'array', minItems: 1, maxItems: 100 },
        trigger: { default: 'manual', enum: [...triggers] },
      },
    });
    expect(operation('reconcile-session').requestBody?.required).toBe(false);
    expect(operation('read-stats').requestBody).toBeUndefined();
  });

  it('uses the words of the rest of the system', () => {
    expect(words.trigger.options).toEqual([...triggers]);
    expect(words.paymentStatus.options).toEqual([...paymentStatuses]);
  });
});
