import type { z } from 'zod';
import type { LocalResponse } from '../runtime/gateway/local-routes.ts';

/** What is wrong with one field of a body. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A refusal as RFC 9457 wants it. */
export function problem(
  status: number,
  title: string,
  more: { readonly detail?: string; readonly errors?: readonly FieldError[] } = {},
): LocalResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: 'about:blank', title, status, ...more },
  };
}

/** Every bad field by its path. */
export function badFields(error: z.ZodError): LocalResponse {
  const errors = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  return problem(422, 'The body has fields that cannot be taken', { errors });
}
