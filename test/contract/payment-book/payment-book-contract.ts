import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  checkoutRequestId,
  partnerId,
  paymentId,
  receipt,
  shortcode,
} from '../../../shared/kernel/identifiers.ts';
import type { Payment } from '../../../shared/payments/payment.ts';
import type { PartnerShortcode, PaymentBook, PaymentClues } from '../../../shared/payments/payment-book.ts';
import { aPayment } from '../../support/builders/a-payment.ts';

/** A book, and how the operator would write into it. */
export interface BookUnderTest {
  readonly book: PaymentBook;
  readonly insert: (payments: readonly Payment[]) => Promise<void>;
  /** Two documents whose ids print alike. */
  readonly insertTwins: (id: string) => Promise<void>;
  /** A document without a readable amount. */
  readonly insertUnreadable: (id: string) => Promise<void>;
  readonly list: (shortcodes: readonly PartnerShortcode[]) => Promise<void>;
  readonly empty: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const idsOf = (payments: readonly { id: string }[]): string[] => payments.map(({ id }) => id).sort();
async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

const noClues: PaymentClues = { checkoutRequestIds: [] };
const hexId = '65f000000000000000000001';

/** What every payment book must do. */
export function describePaymentBook(name: string, open: () => Promise<BookUnderTest>): void {
  describe(`the payment book, ${name}`, () => {
    let under: BookUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    beforeEach(() => under.empty());
    afterAll(() => under.close());

    describe('by id', () => {
      it('gives the payment as it was written', async () => {
        const whole = aPayment({
          reference: 'INV-00418',
          method: 'mpesa',
          payerName: 'Amina W.',
          payerPhone: '254700000111',
          partnerId: partnerId('acme'),
          shortcode: shortcode('600111'),
          fleetId: 'fleet-1',
          route: 'R1',
          vehicle: 'KDA 001A',
          driver: 'Otieno',
          staff: 'Njeri',
          checkoutRequestId: checkoutRequestId('ws_CO_1'),
          mpesaReceipt: receipt('UKL1ABCDE1'),
          createdAt: 1_769_851_800_000,
          updatedAt: 1_769_851_860_000,
        });
        await under.insert([whole, aPayment({ id: paymentId('pay-2') })]);
        expect(await under.book.byId(paymentId('pay-1'))).toEqual({ ok: true, value: whole });
      });

      it('finds an ObjectId by its 24 hex digits', async () => {
        await under.insert([aPayment({ id: paymentId(hexId) })]);
        expect(await under.book.byId(paymentId(hexId))).toMatchObject({ ok: true, value: { id: hexId } });
      });

      it('says when there is none', async () => {
        expect(await under.book.byId(paymentId('nowhere'))).toMatchObject({
          ok: false,
          error: { kind: 'not_found' },
        });
        expect(await under.book.byId(paymentId(hexId))).toMatchObject({
          ok: false,
          error: { kind: 'not_found' },
        });
      });

      it('refuses an id that two bear, and names the field it cannot read', async () => {
        await under.insertTwins(hexId);
        await under.insertUnreadable('odd');
        expect(await under.book.byId(paymentId(hexId))).toMatchObject({ error: { kind: 'ambiguous_id' } });
        expect(await under.book.byId(paymentId('odd'))).toMatchObject({
          error: { kind: 'unreadable', field: 'amount' },
        });
      });

      it('gives several at once, without those that are missing, doubled or unreadable', async () => {
        await under.insert(['a', 'b', 'c'].map((id) => aPayment({ id: paymentId(id) })));
        await under.insertTwins(hexId);
        await under.insertUnreadable('odd');
        const found = await under.book.byIds(['a', 'c', 'nowhere', 'odd', hexId, 'a'].map(paymentId));
        expect(idsOf(found)).toEqual(['a', 'c']);
        expect(await under.book.byIds([])).toEqual([]);
      });
    });

    describe('by clues', () => {
      const found = async (clues: Partial<PaymentClues>) =>
        idsOf(await under.book.byClues({ ...noClues, ...clues }));

      it('finds the payment of a CheckoutRequestID or a receipt', async () => {
        await under.insert([
          aPayment({ id: paymentId('by-stk'), checkoutRequestId: checkoutRequestId('ws_CO_1') }),
          aPayment({ id: paymentId('by-receipt'), mpesaReceipt: receipt('UKL1ABCDE1') }),
          aPayment({ id: paymentId('other'), checkoutRequestId: checkoutRequestId('ws_CO_2') }),
        ]);
        const ids = [checkoutRequestId('ws_CO_0'), checkoutRequestId('ws_CO_1')];
        expect(await found({ checkoutRequestIds: ids })).toEqual(['by-stk']);
        expect(await found({ receipt: receipt('UKL1ABCDE1') })).toEqual(['by-receipt']);
        expect(await found({ checkoutRequestIds: ids, receipt: receipt('UKL1ABCDE1') })).toEqual([
          'by-receipt',
          'by-stk',
        ]);
      });

      it('finds a reference as typed, trimmed, in upper and in lower case', async () => {
        await under.insert([
          aPayment({ id: paymentId('upper'), reference: 'INV-7' }),
          aPayment({ id: paymentId('lower'), reference: 'inv-7' }),
          aPayment({ id: paymentId('other'), reference: 'INV-70' }),
        ]);
        expect(await found({ reference: ' inv-7 ' })).toEqual(['lower', 'upper']);
        expect(await found({ reference: 'INV-7' })).toEqual(['lower', 'upper']);
      });

      it('finds a reference only under its shortcode, or where the payment names none', async () => {
        await under.insert([
          aPayment({ id: paymentId('same'), reference: 'INV-7', shortcode: shortcode('600111') }),
          aPayment({ id: paymentId('other'), reference: 'INV-7', shortcode: shortcode('600222') }),
          aPayment({ id: paymentId('any'), reference: 'INV-7' }),
        ]);
        expect(await found({ reference: 'INV-7', shortcodes: [shortcode('600111')] })).toEqual([
          'any',
          'same',
        ]);
        expect(await found({ reference: 'INV-7' })).toEqual(['any', 'other', 'same']);
      });

      it('finds nothing without a clue, not even payments without a reference', async () => {
        await under.insert([aPayment()]);
        expect(await found({})).toEqual([]);
        expect(await found({ reference: '  ' })).toEqual([]);
      });
    });

    describe('as a whole', () => {
      it('tells what was created or updated since', async () => {
        const since = 1_769_851_800_000;
        await under.insert([
          aPayment({ id: paymentId('old'), createdAt: since - 9_000, updatedAt: since - 1 }),
          aPayment({ id: paymentId('updated'), createdAt: since - 9_000, updatedAt: since }),
          aPayment({ id: paymentId('created'), createdAt: since + 1 }),
        ]);
        expect(idsOf(await collect(under.book.changedSince(since)))).toEqual(['created', 'updated']);
      });

      it('goes through all, those that cannot be read included, and counts them', async () => {
        await under.insert([aPayment({ id: paymentId('a') }), aPayment({ id: paymentId('b') })]);
        await under.insertUnreadable('odd');
        const entries = await collect(under.book.all());
        expect(idsOf(entries)).toEqual(['a', 'b', 'odd']);
        expect(entries.find(({ id }) => id === 'odd')?.payment.ok).toBe(false);
        expect(await under.book.count()).toBe(3);
      });

      it('lists the shortcodes of partners', async () => {
        const listed: PartnerShortcode[] = ['600111', '600222'].map((code) => ({
          partnerId: partnerId('acme'),
          partnerName: 'Acme Buses',
          shortcode: shortcode(code),
          kind: 'till',
          expectsPayments: false,
          validation: 'check',
        }));
        await under.list(listed);
        expect(await under.book.shortcodes()).toEqual(listed);
      });
    });
  });
}
