import type { ForwardPost } from '../../payments/forward-post.ts';

/** An answer that somebody wants is a line of JSON. */
const maxAnswerBytes = 16 * 1024;

/** Posts over HTTP. */
export const httpForwardPost: ForwardPost = async ({ url, body, headers, limitMs, wantsAnswer }) => {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'Salio', ...headers },
      body: Buffer.from(body),
      redirect: 'manual',
      signal,
    });
    if (!response.ok) {
      leave(response);
      return { kind: 'refused', status: response.status };
    }
    if (wantsAnswer) return { kind: 'taken', body: await shortText(response) };
    // It has taken the notice; whether it ever finishes its answer is its own affair.
    leave(response);
    return { kind: 'taken', body: '' };
  } catch (error) {
    const isSlow = signal.aborted;
    return { kind: 'unreachable', message: isSlow ? tooSlow(limitMs) : unreachable(error), isSlow };
  }
};

/** It has answered: that the rest cannot even be refused must not have the notice posted once more. */
function leave({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}

async function shortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString();
}

const tooSlow = (limitMs: number): string => `the target did not answer within ${limitMs / 1_000} s`;

/** Names the kind of failure only: an error of fetch may quote the URL. */
function unreachable(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  const code = typeof cause === 'object' && cause && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `the target cannot be reached${code}`;
}
