import * as z from 'zod/mini';
import { sha256 } from '../kernel/canonical-json.ts';
import type { PartnerId } from '../kernel/identifiers.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import { forwardId } from './forward.ts';
import type { ForwardPost } from './forward-post.ts';
import type { PartnerShortcode } from './payment-book.ts';
import { type SigningKeys, signedHeaders } from './sign-forward.ts';

/** All that Daraja understands as the answer to a C2B validation. */
const codes = ['0', 'C2B00011', 'C2B00012', 'C2B00013', 'C2B00014', 'C2B00015', 'C2B00016'] as const;

/** What Daraja expects of a C2B validation; codes are strings there. */
export interface ValidationAnswer {
  readonly ResultCode: (typeof codes)[number];
  readonly ResultDesc: string;
  /** Comes back in the confirmation. */
  readonly ThirdPartyTransID?: string;
}

/** The operator's own answer, or in words why nobody knows it. Never throws for what the target does. */
export type AskOperator = (
  settings: PartnerShortcode,
  body: string,
  limitMs: number,
) => Promise<Result<ValidationAnswer, string>>;

interface Needs {
  readonly post: ForwardPost;
  readonly keysOf: (partner: PartnerId) => Promise<Result<SigningKeys, string>>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Posts the question on as it came, signed, and reads the answer. */
export const askOperator =
  ({ post, keysOf, clock }: Needs): AskOperator =>
  async ({ partnerId, shortcode, forwardTo }, body, limitMs) => {
    const url = forwardTo?.validation;
    if (url === undefined) return failed(`shortcode ${shortcode} names no target for validation`);
    const until = clock() + limitMs;
    const keys = await keysOf(partnerId);
    if (!keys.ok) return keys;
    const now = clock();
    const headers = signedHeaders(keys.value, forwardId('validation', shortcode, sha256(body)), body, now);
    const outcome = await post({ url, body, headers, limitMs: Math.max(1, until - now), wantsAnswer: true });
    if (outcome.kind === 'unreachable') return failed(outcome.message);
    return outcome.kind === 'refused'
      ? failed(`the target answered ${outcome.status}`)
      : readAnswer(outcome.body);
  };

const answer = z.object({
  ResultCode: z.pipe(z.union([z.string(), z.literal(0)]), z.pipe(z.transform(String), z.enum(codes))),
  ResultDesc: z.catch(z.optional(z.string().check(z.minLength(1), z.maxLength(200))), undefined),
  ThirdPartyTransID: z.catch(z.optional(z.string().check(z.minLength(1), z.maxLength(50))), undefined),
});

function readAnswer(text: string): Result<ValidationAnswer, string> {
  const { data } = answer.safeParse(parsed(text));
  if (!data) return failed(`the target's answer has no ResultCode of ${codes.join(', ')}`);
  const { ResultCode, ResultDesc, ThirdPartyTransID } = data;
  const words = ResultCode === '0' ? 'Accepted' : 'Rejected';
  return ok({ ResultCode, ResultDesc: ResultDesc ?? words, ...(ThirdPartyTransID && { ThirdPartyTransID }) });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
