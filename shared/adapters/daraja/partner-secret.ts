import * as z from 'zod/mini';
import { failed, ok, type Result } from '../../kernel/result.ts';

const text = z.string().check(z.minLength(1));
const hookToken = z.string().check(z.regex(/^[0-9a-f]{48}$/, 'expected 48 hexadecimal digits'));

const schema = z.object({
  consumerKey: text,
  consumerSecret: text,
  initiatorName: text,
  securityCredential: text,
  passkey: text,
  /** The day on which the operator's password was set, `2026-01-31`: it expires 90 days later. */
  credentialSetOn: z.optional(z.iso.date()),
  /** By name; the URLs are secrets themselves. */
  slackWebhooks: z._default(z.record(z.string(), z.url()), {}),
  /** By shortcode; two are valid while one is replaced by another, the last one is the one in use. */
  hookTokens: z._default(z.record(z.string(), z.array(hookToken)), {}),
  /** What notices are signed with that go on to the operator; read by those who do that, in whatever form they take. */
  forwardingSecret: z.optional(z.unknown()),
});

/** What only a partner and M-Pesa know: kept in Secrets Manager, one secret per partner. */
export type PartnerSecret = z.infer<typeof schema>;

/** What is wrong with a partner's secret; names fields, never values. */
export interface SecretFault {
  readonly field: string;
  readonly message: string;
}

/** Reads a partner's secret, already parsed from JSON. The faults of all fields come together and quote nothing of it. */
export function readPartnerSecret(value: unknown): Result<PartnerSecret, readonly SecretFault[]> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return failed(
    parsed.error.issues.map(({ path, code }) => ({
      field: path.join('.') || 'secret',
      message: faultOf(code),
    })),
  );
}

const faultOf = (code: string): string =>
  code === 'invalid_type' ? 'is missing or of the wrong kind' : 'is empty or not of the expected form';
