import type { CheckoutRequestId, PartnerId, Shortcode } from '../kernel/identifiers.ts';
import type { Teller } from '../mpesa/hook.ts';
import type { NoticeChannel, Phone, TransactionNotice } from '../mpesa/notice.ts';
import { findConflicts } from './conflicts.ts';
import type { Transaction } from './transaction.ts';

/** A notice as the reductions see it. */
export interface Received<N> {
  readonly notice: N;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Of the canonical body. */
  readonly hash: string;
  /** The partner whose URL it came to; absent from what was kept before it was noted, and from answers to our own questions. */
  readonly toldBy?: PartnerId;
  /** It came from an address that M-Pesa is not known to call from. */
  readonly sourceUnknown?: true;
}

/** How far a channel is believed: the statement is the ledger itself, callbacks are unsigned, and an STK callback says least. */
const strength: Readonly<Record<NoticeChannel, number>> = {
  statement: 5,
  status: 4,
  pull: 3,
  c2b: 2,
  stk: 1,
  'stk-query': 0,
};

/**
 * What all notices of one receipt and kind add up to. Each field comes from the strongest notice that tells it (statement >
 * status > pull > C2B > STK; final before pending), whatever their order or number. A status answer counts that much only
 * once it is final. A shortcode that was only assumed from our callback URL yields to any that a body stated.
 */
export function reduceTransaction(notices: readonly Received<TransactionNotice>[]): Transaction {
  const ranked = notices.toSorted(strongestFirst).map(({ notice }) => notice);
  const [strongest] = ranked;
  if (!strongest) throw new Error('a transaction needs at least one notice');
  const first = <F extends keyof TransactionNotice>(field: F): Partial<Pick<TransactionNotice, F>> => {
    const teller = ranked.find((notice) => notice[field] !== undefined);
    return teller ? ({ [field]: teller[field] } as Pick<TransactionNotice, F>) : {};
  };
  const stated = ranked.find(statesShortcode)?.shortcode;
  const shortcode = stated ?? ranked.find((notice) => notice.shortcode)?.shortcode;
  const alsoToldUnder = otherShortcodes(ranked, shortcode);
  const tellers = whoTold(notices);
  const alsoAssumed = stated ? [] : besideOf(shortcode, tellers);
  const phone = mergePhones(ranked);

  return {
    receipt: strongest.receipt,
    kind: strongest.kind,
    direction: strongest.direction,
    outcome: strongest.outcome,
    currency: strongest.currency,
    ...first('amountMinor'),
    ...(shortcode && { shortcode }),
    ...(alsoToldUnder.length > 0 && { alsoToldUnder }),
    ...(tellers.some(({ partnerId }) => partnerId) && { tellers }),
    ...(alsoAssumed.length > 0 && { alsoAssumed }),
    ...first('statedShortcode'),
    ...first('reference'),
    ...(phone && { phone }),
    ...first('payerName'),
    ...first('occurredAt'),
    checkoutRequestIds: checkoutRequestIdsOf(ranked),
    ...first('reversesReceipt'),
    ...first('chargeMinor'),
    ...(strongest.outcome === 'failed' && first('failure')),
    sources: channelsOf(strongest.outcome === 'pending' ? ranked : ranked.filter(isFinal)),
    conflicts: findConflicts(ranked),
    ...(notices.some(({ sourceUnknown }) => sourceUnknown) && { hasUnknownSource: true }),
    firstReceivedAt: Math.min(...notices.map(({ receivedAt }) => receivedAt)),
  };
}

/** Orders by final, then strength; equals by hash, so that no order of arrival can matter. */
function strongestFirst(a: Received<TransactionNotice>, b: Received<TransactionNotice>): number {
  return (
    Number(isFinal(b.notice)) - Number(isFinal(a.notice)) ||
    strength[b.notice.channel] - strength[a.notice.channel] ||
    (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)
  );
}

/** What was still under way when it was asked about confirms nothing. */
const isFinal = ({ outcome }: TransactionNotice): boolean => outcome !== 'pending';

const statesShortcode = (notice: TransactionNotice): boolean =>
  notice.shortcode !== undefined && !notice.shortcodeAssumed;

const otherShortcodes = (
  ranked: readonly TransactionNotice[],
  chosen: Shortcode | undefined,
): readonly Shortcode[] =>
  [...new Set(ranked.flatMap(({ shortcode }) => shortcode ?? []))].filter((each) => each !== chosen).sort();

function whoTold(notices: readonly Received<TransactionNotice>[]): readonly Teller[] {
  const tellers = new Map<string, Teller>();
  for (const { notice, toldBy } of notices) {
    const { shortcode } = notice;
    if (!shortcode) continue;
    const id = `${shortcode}#${toldBy ?? ''}`;
    const isStated = statesShortcode(notice) || tellers.get(id)?.isStated;
    tellers.set(id, {
      shortcode,
      ...(toldBy && { partnerId: toldBy }),
      ...(isStated && { isStated: true }),
    });
  }
  return [...tellers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, teller]) => teller);
}

/** The shortcodes of other URLs of the same partner. */
function besideOf(shortcode: Shortcode | undefined, tellers: readonly Teller[]): readonly Shortcode[] {
  const partners = tellers.flatMap((teller) =>
    teller.shortcode === shortcode ? (teller.partnerId ?? []) : [],
  );
  return tellers
    .filter(
      (teller) => teller.shortcode !== shortcode && teller.partnerId && partners.includes(teller.partnerId),
    )
    .map((teller) => teller.shortcode);
}

/** Every form known: the clear number is best to read, the hash to compare. */
function mergePhones(ranked: readonly TransactionNotice[]): Phone | undefined {
  const phones = ranked.flatMap(({ phone }) => phone ?? []);
  if (phones.length === 0) return undefined;
  const clear = phones.find((phone) => phone.clear)?.clear;
  const masked = phones.find((phone) => phone.masked)?.masked;
  const sha256 = phones.find((phone) => phone.sha256)?.sha256;
  return { ...(clear && { clear }), ...(masked && { masked }), ...(sha256 && { sha256 }) };
}

const checkoutRequestIdsOf = (ranked: readonly TransactionNotice[]): readonly CheckoutRequestId[] =>
  [...new Set(ranked.flatMap(({ checkoutRequestId }) => checkoutRequestId ?? []))].sort();

const channelsOf = (ranked: readonly TransactionNotice[]): readonly NoticeChannel[] =>
  [...new Set(ranked.map(({ channel }) => channel))].sort((a, b) => strength[b] - strength[a]);
