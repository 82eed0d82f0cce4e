import { sha256 } from '../kernel/canonical-json.ts';
import { type Shortcode, shortcode } from '../kernel/identifiers.ts';
import type { Hook } from '../mpesa/hook.ts';
import type { HookDirectory } from './hook-directory.ts';
import type { AskOperator, ValidationAnswer } from './operator-validation.ts';
import type { PartnerShortcode, PaymentBook } from './payment-book.ts';
import type { PaymentIndex } from './payment-index.ts';
import { keysOfPayment, keysOfReference } from './payment-keys.ts';

export interface ValidationDependencies {
  readonly hooks: HookDirectory;
  readonly index: PaymentIndex;
  readonly payments: PaymentBook;
  /** Has the operator answer by itself, where its shortcode names a URL for that. */
  readonly askOperator: AskOperator;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Told why a payment was accepted although nobody could know whether it should be. */
  readonly unsure: (why: string, error?: unknown) => void;
}

/** The watch looks every minute; a busy one is a little behind. */
const notIndexedYetMs = 3 * 60_000;

/** Safaricom is to have its answer within three seconds: a cold start, and the way here and back, are included. */
export const timeLimitMs = 2_400;

const accepted: ValidationAnswer = { ResultCode: '0', ResultDesc: 'Accepted' };
const refused: ValidationAnswer = { ResultCode: 'C2B00012', ResultDesc: 'Rejected' };

/**
 * Answers Safaricom's question whether a customer may pay: as the operator does, where it wants to be asked. Else refuses
 * only what it knows to be wrong: an account number that no payment bears, on a shortcode that asks for the check. Whatever
 * cannot be known is accepted: money that is refused by mistake is lost to the operator, money that is accepted by mistake
 * is merely unmatched.
 */
export async function answerValidation(
  deps: ValidationDependencies,
  request: { readonly token: string; readonly body: string },
  limitMs = timeLimitMs,
): Promise<ValidationAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<ValidationAnswer>((resolve) => {
    timer = setTimeout(() => {
      deps.unsure(`no answer within ${limitMs} ms`);
      resolve(accepted);
    }, limitMs);
  });
  try {
    return await Promise.race([check(deps, request, limitMs), tooLate]);
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
  limitMs: number,
): Promise<ValidationAnswer> {
  const hook = await deps.hooks.hook(sha256(request.token));
  if (!hook) return unsure(deps, 'the token in the URL belongs to no shortcode');
  const question = readQuestion(request.body);
  const settings = await settingsFor(deps, hook, question.shortcode);
  if (settings?.forwardTo?.validation !== undefined) {
    const given = await deps.askOperator(settings, request.body, limitMs);
    return given.ok ? given.value : unsure(deps, given.error);
  }
  // On a till the customer types no account number.
  if (settings?.validation !== 'check' || settings.kind === 'till') return accepted;
  const { reference } = question;
  if (reference === undefined) return unsure(deps, 'the body names no BillRefNumber');

  const { shortcode } = settings;
  const keys = keysOfReference(reference, [shortcode]).map(({ key }) => key);
  const indexed = await Promise.all(keys.map((key) => deps.index.paymentsUnder(key)));
  if (indexed.some((ids) => ids.length > 0)) return accepted;
  if (await deps.payments.isBorne({ reference, shortcodes: [shortcode], checkoutRequestIds: [] }))
    return accepted;
  return (await isAmongNew(deps, keys)) ? accepted : refused;
}

/** Those of the shortcode that the body names, if it is the partner's: the confirmation will count for that one. */
async function settingsFor(
  { hooks }: ValidationDependencies,
  hook: Hook,
  named: Shortcode | undefined,
): Promise<PartnerShortcode | undefined> {
  const listed = named && (await hooks.shortcode(named));
  return listed?.partnerId === hook.partnerId ? listed : hooks.shortcode(hook.shortcode);
}

/** Payments that the watch has not indexed yet: a reference typed otherwise than written is found among them only. */
async function isAmongNew(
  { payments, clock }: ValidationDependencies,
  keys: readonly string[],
): Promise<boolean> {
  for await (const { payment } of payments.changedSince(clock() - notIndexedYetMs)) {
    if (payment.ok && keysOfPayment(payment.value).some(({ key }) => keys.includes(key))) return true;
  }
  return false;
}

function unsure(deps: ValidationDependencies, why: string): ValidationAnswer {
  deps.unsure(why);
  return accepted;
}

function readQuestion(body: string): { readonly reference?: string; readonly shortcode?: Shortcode } {
  const parsed: unknown = JSON.parse(body);
  const fields =
    typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  const text = (name: string): string | undefined => {
    const value = fields[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const [reference, named] = [text('BillRefNumber'), text('BusinessShortCode')?.trim()];
  return { ...(reference !== undefined && { reference }), ...(named && { shortcode: shortcode(named) }) };
}
