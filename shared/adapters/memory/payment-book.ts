import type { PaymentId } from '../../kernel/identifiers.ts';
import { failed, ok } from '../../kernel/result.ts';
import type { Payment } from '../../payments/payment.ts';
import type {
  BookEntry,
  PartnerShortcode,
  PaymentBook,
  PaymentClues,
  PaymentLookupFailure,
} from '../../payments/payment-book.ts';

/** The operator's payments in memory, for tests and benchmarks. */
export class MemoryPaymentBook implements PaymentBook {
  readonly #entries = new Map<PaymentId, BookEntry>();
  #listed: readonly PartnerShortcode[] = [];

  /** Inserts the payment, or replaces the one of its id. */
  put(payment: Payment): void {
    this.#entries.set(payment.id, { id: payment.id, payment: ok(payment) });
  }

  /** A document that cannot be read, or an id that two of them bear. */
  putFault(id: PaymentId, failure: PaymentLookupFailure): void {
    this.#entries.set(id, { id, payment: failed(failure) });
  }

  remove(id: PaymentId): void {
    this.#entries.delete(id);
  }

  list(shortcodes: readonly PartnerShortcode[]): void {
    this.#listed = shortcodes;
  }

  async byId(id: PaymentId) {
    const entry = this.#entries.get(id);
    return entry?.payment ?? failed({ kind: 'not_found' as const, message: `there is no payment ${id}` });
  }

  async byIds(ids: readonly PaymentId[]) {
    return readable([...new Set(ids)].flatMap((id) => this.#entries.get(id) ?? []));
  }

  async byClues(clues: PaymentClues) {
    return readable(this.#entries.values()).filter((payment) => bearsClue(payment, clues));
  }

  async isBorne(clues: PaymentClues) {
    return (await this.byClues(clues)).length > 0;
  }

  async *changedSince(since: number) {
    for (const entry of this.#entries.values()) {
      if (!entry.payment.ok) yield entry;
      else if (Math.max(entry.payment.value.updatedAt ?? 0, entry.payment.value.createdAt ?? 0) >= since)
        yield entry;
    }
  }

  async *all() {
    yield* this.#entries.values();
  }

  async count() {
    return this.#entries.size;
  }

  async shortcodes() {
    return this.#listed;
  }
}

const readable = (entries: Iterable<BookEntry>): readonly Payment[] =>
  [...entries].flatMap(({ payment }) => (payment.ok ? [payment.value] : []));

function bearsClue(payment: Payment, clues: PaymentClues): boolean {
  if (payment.checkoutRequestId && clues.checkoutRequestIds.includes(payment.checkoutRequestId)) return true;
  if (clues.receipt && payment.mpesaReceipt === clues.receipt) return true;
  const typed = clues.reference ?? '';
  if (typed.trim() === '' || payment.reference === undefined) return false;
  const isSameShortcode =
    !clues.shortcodes || !payment.shortcode || clues.shortcodes.includes(payment.shortcode);
  return (
    isSameShortcode &&
    [typed, typed.trim(), typed.trim().toUpperCase(), typed.trim().toLowerCase()].includes(payment.reference)
  );
}
