import { describe, expect, it } from '@jest/globals';
import { MemoryPaymentBook } from '../../../shared/adapters/memory/payment-book.ts';
import { paymentId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { answerValidation } from '../../../shared/payments/answer-validation.ts';
import type { AskOperator } from '../../../shared/payments/operator-validation.ts';
import type { PartnerShortcode } from '../../../shared/payments/payment-book.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { validationNeeds, validationToken } from '../../support/validation-needs.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const paybill = shortcode('600111');
const accepted = { ResultCode: '0', ResultDesc: 'Accepted' };
const refused = { ResultCode: 'C2B00012', ResultDesc: 'Rejected' };

function aValidation(own: Partial<PartnerShortcode> = {}, askOperator?: AskOperator) {
  const book = new MemoryPaymentBook();
  book.put(aPayment({ id: paymentId('pay-1'), reference: 'INV-00417', shortcode: paybill }));
  const { deps, listing, unsure } = validationNeeds(book, own, {
    clock: () => now,
    ...(askOperator && { askOperator }),
  });
  const ask = (body: unknown, timeLimitMs = 1_000, asked = validationToken) =>
    answerValidation(
      deps,
      { token: asked, body: typeof body === 'string' ? body : JSON.stringify(body) },
      timeLimitMs,
    );
  return { deps, ask, unsure, book, listing };
}

describe('answerValidation', () => {
  it('accepts a reference that a payment bears', async () => {
    expect(await aValidation().ask(aC2bConfirmation())).toEqual(accepted);
  });

  it('refuses one that no payment bears', async () => {
    expect(await aValidation().ask(aC2bConfirmation({ BillRefNumber: 'INV-99999' }))).toEqual(refused);
    expect(await aValidation().ask(aC2bConfirmation({ BillRefNumber: '' }))).toEqual(refused);
  });

  it('accepts one that is written otherwise on a payment too new for the index', async () => {
    const validation = aValidation();
    validation.book.put(
      aPayment({ id: paymentId('new'), reference: 'HX-10', shortcode: paybill, createdAt: now - 30_000 }),
    );
    expect(await validation.ask(aC2bConfirmation({ BillRefNumber: 'hx 10' }))).toEqual(accepted);
    expect(await validation.ask(aC2bConfirmation({ BillRefNumber: 'hx 11' }))).toEqual(refused);
  });

  it("goes by the partner's own shortcode that the body names", async () => {
    const validation = aValidation();
    const till = { ...validation.listing, shortcode: shortcode('9000111'), kind: 'till' as const };
    validation.deps.hooks.shortcode = async (asked) => (asked === '9000111' ? till : validation.listing);
    const atTill = aC2bConfirmation({ BillRefNumber: '', BusinessShortCode: '9000111' });
    expect(await validation.ask(atTill)).toEqual(accepted);
  });

  it('accepts everything where the shortcode asks for no check, and on tills', async () => {
    const unknown = aC2bConfirmation({ BillRefNumber: 'INV-99999' });
    expect(await aValidation({ validation: 'accept_all' }).ask(unknown)).toEqual(accepted);
    expect(await aValidation({ kind: 'till' }).ask(unknown)).toEqual(accepted);
  });

  it.each([
    ['the token is unknown', aC2bConfirmation(), 'b'.repeat(48)],
    ['the body is no JSON', '{"TransID":', validationToken],
    ['the body names no reference', { TransID: 'UJE6T1W9ZB' }, validationToken],
  ])('accepts, and says so, when %s', async (_, body, asked) => {
    const validation = aValidation();
    expect(await validation.ask(body, 1_000, asked)).toEqual(accepted);
    expect(validation.unsure).toHaveLength(1);
  });

  it('accepts when the look-up fails or takes too long', async () => {
    const unknown = aC2bConfirmation({ BillRefNumber: 'INV-99999' });
    const failing = aValidation();
    failing.deps.index.paymentsUnder = async () => Promise.reject(new Error('no table'));
    expect(await failing.ask(unknown)).toEqual(accepted);
    const slow = aValidation();
    slow.deps.index.paymentsUnder = () => new Promise<[]>((resolve) => setTimeout(() => resolve([]), 200));
    expect(await slow.ask(unknown, 20)).toEqual(accepted);
    expect([failing.unsure.length, slow.unsure.length]).toEqual([1, 1]);
  });
});
