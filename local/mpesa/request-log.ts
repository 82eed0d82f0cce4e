import { maskText } from '../../shared/kernel/mask.ts';

/** One request that the simulated API received, without its secrets. */
export interface SeenRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Daraja's own code where it refused. */
  readonly error_code?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface RequestLog {
  add(request: SeenRequest): void;
  /** Newest first. */
  list(): readonly SeenRequest[];
  clear(): void;
}

const kept = 1_000;

export function requestLog(): RequestLog {
  let requests: SeenRequest[] = [];
  return {
    add: (request) => {
      requests.unshift(request);
      if (requests.length > kept) requests.pop();
    },
    list: () => requests,
    clear: () => {
      requests = [];
    },
  };
}

const secretFields = new Set(['Password', 'SecurityCredential']);
const hookTokens = /[0-9a-f]{48}/g;

/** A body as people may see it: secrets, tokens in URLs and phone numbers starred. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, secretFields.has(name) ? '***' : masked(member)]),
    );
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const text = maskText(String(value)).replaceAll(hookTokens, '***');
  return text === String(value) ? value : text;
}
