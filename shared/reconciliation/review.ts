import { canonicalJson } from '../kernel/canonical-json.ts';
import { days, minutes } from '../kernel/time.ts';
import { isOpen } from '../payments/payment.ts';
import type { Decision, Review } from './decision.ts';
import { hasMoney } from './evidence.ts';
import { type Facts, noticeableAt, oldAt } from './facts.ts';

const giveUpAfterMs = days(30);
const longestPauseMs = days(1);

/**
 * When to look at the payment again although nothing new was told: time alone changes the decision then, or M-Pesa should be
 * asked (`at` is in the past if that is due). Nothing is asked 30 days after there was reason to.
 */
export function reviewOf(
  facts: Facts,
  decision: Decision,
  decisionAt: (at: number) => Decision,
): Review | undefined {
  const reviews = [...changeByTime(facts, decision, decisionAt), ...questions(facts, decision)];
  return reviews.toSorted((a, b) => a.at - b.at || Number(b.ask) - Number(a.ask)).at(0);
}

function changeByTime(
  facts: Facts,
  decision: Decision,
  decisionAt: (at: number) => Decision,
): readonly Review[] {
  const moments = [oldAt(facts), ...(facts.evidence.received.length > 0 ? [noticeableAt(facts)] : [])];
  const now = canonicalJson(decision);
  return moments
    .filter((at) => at > facts.now && canonicalJson(decisionAt(at)) !== now)
    .map((at) => ({ at, ask: false }));
}

function questions(facts: Facts, decision: Decision): readonly Review[] {
  const since = [askSince(facts, decision), verifySince(facts)].filter((at) => at !== undefined);
  return since.flatMap((first) => {
    const at = spaced(first, facts.askedAt);
    return Math.max(at, facts.now) - first > giveUpAfterMs ? [] : [{ at, ask: true }];
  });
}

/** M-Pesa owes an answer: it told of no payment, or of one without its receipt or amount. */
function askSince(facts: Facts, decision: Decision): number | undefined {
  const { payment, evidence, createdAt, settings } = facts;
  const isSilent = !hasMoney(evidence) && (isOpen(payment) || payment.status === 'completed');
  const isUndecided =
    decision.status === 'pending' || (decision.status === 'discrepancy' && !facts.noSuchTransaction);
  const isHalfTold = evidence.withoutAmount.length > 0 || (evidence.receiptIsMissing && !hasMoney(evidence));
  const isOwed = (isSilent && isUndecided) || isHalfTold;
  return isOwed && canBeAsked(facts) ? createdAt + minutes(settings.askAfterMinutes) : undefined;
}

/** A large sum that only unsigned callbacks have told of is verified as soon as it is there. */
function verifySince({ evidence, settings }: Facts): number | undefined {
  const { verifyFromAmountMinor } = settings;
  const isLarge = verifyFromAmountMinor !== undefined && evidence.netMinor >= verifyFromAmountMinor;
  if (!isLarge || !evidence.assurance || evidence.assurance === 'verified') return undefined;
  return Math.max(...evidence.received.map(({ transaction }) => transaction.firstReceivedAt));
}

/** M-Pesa answers by CheckoutRequestID and by receipt only. */
const canBeAsked = ({ payment, transactions, attempts }: Facts): boolean =>
  Boolean(payment.checkoutRequestId || payment.mpesaReceipt) ||
  transactions.length > 0 ||
  attempts.length > 0;

/** Each time after as long again as it has already been asked for, at least 5 minutes and at most a day. */
const spaced = (first: number, askedAt: number | undefined): number =>
  askedAt === undefined || askedAt < first
    ? first
    : askedAt + Math.min(longestPauseMs, Math.max(minutes(5), askedAt - first));
