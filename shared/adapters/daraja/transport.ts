import { failed, ok, type Result } from '../../kernel/result.ts';
import { classifyDarajaError } from '../../mpesa/daraja-error.ts';

/** Why Daraja did not do what was asked. No message holds a token or a credential. */
export type DarajaFailure =
  /** Spike arrest or quota; nobody's fault. */
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  /** `permanent`: it will be refused again until somebody changes something. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly permanent: boolean }
  /** No answer, or one that says nothing; the same request may succeed later. */
  | { readonly kind: 'unreachable'; readonly message: string };

export interface Answer {
  readonly status: number;
  /** Parsed JSON, or the text if it is none. */
  readonly body: unknown;
}

export interface DarajaRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly authorization: string;
  readonly body?: object;
}

export interface Transport {
  send(request: DarajaRequest): Promise<Result<Answer, DarajaFailure>>;
}

const answerLimitMs = 8_000;

/** @param baseUrl without a trailing slash. */
export function httpTransport(baseUrl: string, fetchAnswer: typeof fetch): Transport {
  return {
    async send({ method, path, authorization, body }) {
      try {
        const response = await fetchAnswer(baseUrl + path, {
          method,
          headers: {
            authorization,
            accept: 'application/json',
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
          redirect: 'error',
          signal: AbortSignal.timeout(answerLimitMs),
        });
        return ok({ status: response.status, body: parsed(await response.text()) });
      } catch (error) {
        return failed({ kind: 'unreachable', message: whyUnreachable(error) });
      }
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Names the kind of failure only: an error of fetch may quote the request. */
function whyUnreachable(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `M-Pesa did not answer within ${answerLimitMs / 1_000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `M-Pesa cannot be reached${code}`;
}

/** @param secrets values that were sent and must not come back in a message. */
export function failureOf({ status, body }: Answer, secrets: readonly string[]): DarajaFailure {
  const error = classifyDarajaError(status, body);
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), error.message);
  const code = error.code ?? `HTTP ${status}`;
  switch (error.kind) {
    case 'throttled':
      return { kind: 'throttled', retryAfterSeconds: backoffSeconds() };
    case 'unavailable':
      return { kind: 'unreachable', message: `${code}: ${message}` };
    case 'token_expired':
    case 'duplicate':
      return { kind: 'refused', code, message, permanent: false };
    case 'invalid_request':
    case 'configuration':
      return { kind: 'refused', code, message, permanent: true };
  }
}

/** M-Pesa says not how long; jitter keeps those who were refused together from coming back together. */
const backoffSeconds = (): number => 5 + Math.floor(Math.random() * 15);
