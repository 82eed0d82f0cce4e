/** A request to the local surface, as the gateway hands it on. */
export interface LocalRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

export interface LocalResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LocalRoute {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly handle: (request: LocalRequest) => Promise<LocalResponse>;
}

/** What is wrong with one field of a body. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A refusal as RFC 9457 wants it. */
export const problem = (
  status: number,
  title: string,
  errors: readonly FieldError[] = [],
): LocalResponse => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: 'about:blank', title, status, ...(errors.length > 0 && { errors }) },
});

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
  return problem(422, 'The body has fields that cannot be taken', errors);
}
