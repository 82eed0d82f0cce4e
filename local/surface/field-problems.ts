import type { LocalResponse } from '../runtime/gateway/local-routes.ts';
import { problem } from './problem.ts';

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** Every bad field by its path; fields that nobody knows are named one by one. */
export function problemOfIssues(issues: readonly Issue[]): LocalResponse {
  const at = (path: readonly PropertyKey[]): string => path.map(String).join('.');
  const errors = issues.flatMap(({ code, path, message, keys }) =>
    code === 'unrecognized_keys' && keys
      ? keys.map((key) => ({ field: at([...path, key]), message: 'is no field of this body' }))
      : [{ field: at(path), message }],
  );
  return problemOfField(...errors);
}

export const problemOfField = (
  ...errors: readonly { readonly field: string; readonly message: string }[]
): LocalResponse => problem(422, 'The body has fields that cannot be taken', { errors });
