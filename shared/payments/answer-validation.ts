import { sha256 } from '../kernel/canonical-json.ts';
import type { HookDirectory } from './hook-directory.ts';
import type { PaymentBook } from './payment-book.ts';
import type { PaymentIndex } from './payment-index.ts';
import { keysOfReference } from './payment-keys.ts';

/** What Daraja expects of a C2B validation; codes are strings there. */
export interface ValidationAnswer {
  readonly ResultCode: '0' | 'C2B00012';
  readonly ResultDesc: 'Accepted' | 'Rejected';
}

export interface ValidationDependencies {
  readonly hooks: HookDirectory;
  readonly index: PaymentIndex;
  readonly payments: PaymentBook;
  /** Told why a payment was accepted although nobody could know whether it should be. */
  readonly unsure: (why: string, error?: unknown) => void;
}

const accepted: ValidationAnswer = { ResultCode: '0', ResultDesc: 'Accepted' };
const refused: ValidationAnswer = { ResultCode: 'C2B00012', ResultDesc: 'Rejected' };

/**
 * Answers Safaricom's question whether a customer may pay. Refuses only what it knows to be wrong: an account number
 * that no payment bears, on a shortcode that asks for the check. Whatever cannot be known is accepted: money that is
 * refused by mistake is lost to the operator, money that is accepted by mistake is merely unmatched.
 */
export async function answerValidation(
  deps: ValidationDependencies,
  request: { readonly token: string; readonly body: string },
  timeLimitMs: number,
): Promise<ValidationAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<ValidationAnswer>((resolve) => {
    timer = setTimeout(() => {
      deps.unsure(`no answer within ${timeLimitMs} ms`);
      resolve(accepted);
    }, timeLimitMs);
  });
  try {
    return await Promise.race([check(deps, request), tooLate]);
  } catch (error) {
    deps.unsure('a look-up failed', error);
    return accepted;
  } finally {
    clearTimeout(timer);
  }
}

async function check(
  deps: ValidationDependencies,
  request: { readonly token: string; readonly body: string },
): Promise<ValidationAnswer> {
  const hook = await deps.hooks.hook(sha256(request.token));
  if (!hook) return unsure(deps, 'the token in the URL belongs to no shortcode');
  const settings = await deps.hooks.shortcode(hook.shortcode);
  // On a till the customer types no account number.
  if (settings?.validation !== 'check' || settings.kind === 'till') return accepted;
  const reference = referenceOf(request.body);
  if (reference === undefined) return unsure(deps, 'the body names no BillRefNumber');

  const keys = keysOfReference(reference, hook.shortcode);
  const indexed = await Promise.all(keys.map(({ key }) => deps.index.paymentsUnder(key)));
  if (indexed.some((ids) => ids.length > 0)) return accepted;
  const found = await deps.payments.byClues({ reference, shortcode: hook.shortcode, checkoutRequestIds: [] });
  return found.length > 0 ? accepted : refused;
}

function unsure(deps: ValidationDependencies, why: string): ValidationAnswer {
  deps.unsure(why);
  return accepted;
}

function referenceOf(body: string): string | undefined {
  const parsed: unknown = JSON.parse(body);
  const value =
    typeof parsed === 'object' && parsed !== null && 'BillRefNumber' in parsed
      ? parsed.BillRefNumber
      : undefined;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? text : undefined;
}
