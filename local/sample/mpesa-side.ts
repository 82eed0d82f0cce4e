import { type C2bPayment, c2bBody, statusResult, stkCallback } from '../mpesa/callback-bodies.ts';
import { newCheckoutRequestId, newConversationId, newReceipt, newRequestId } from '../mpesa/identities.ts';
import type { Paid, Push } from '../mpesa/ledger.ts';
import { hexadecimals, type Random } from '../mpesa/random.ts';
import type { Booking } from './booking.ts';

/** One callback of the sample days. */
export interface Play {
  /** Whose URL it is posted to. */
  readonly shortcode: string;
  /** What follows the token in the URL. */
  readonly channel: string;
  /** In place of the shortcode's own. */
  readonly token?: string;
  readonly body: string;
  /** When M-Pesa sent it, epoch milliseconds; plays are posted in this order. */
  readonly at: number;
  /** The payment that it is about. */
  readonly paymentId?: string;
}

type Payer = Pick<Booking, 'shortcode' | 'kind' | 'reference' | 'amountMinor' | 'phone'> & {
  readonly id?: string;
};

interface Money {
  readonly at: number;
  readonly amountMinor?: number;
  /** As the customer typed it. */
  readonly reference?: string;
}

/** Plays M-Pesa for the sample: what happened, and the callbacks that told of it. */
export interface MpesaSide {
  readonly paid: Paid[];
  readonly pushes: Push[];
  readonly plays: Play[];
  /** A receipt that nobody was ever given. */
  unknownReceipt(at: number): string;
  payByC2b(payer: Payer, money: Money): string;
  /** `stkAmountMinor`: the callback's amount where it is not the true one. */
  payByPush(
    payer: Payer,
    money: Money & { readonly stkAmountMinor?: number },
  ): { receipt: string; checkoutRequestId: string };
  /** The callbacks are lost; what M-Pesa answered to a question about it is not. */
  payUnseen(payer: Payer, money: Money, organisation: string): string;
  breakOff(payer: Payer, push: { readonly at: number; readonly resultCode: string }): string;
  /** A push whose prompt is still open. */
  leaveOpen(payer: Payer, at: number): string;
}

const farAwayMs = 7 * 86_400_000;
const openingMinor = 6_000_000;

export function mpesaSide(random: Random): MpesaSide {
  const paid: Paid[] = [];
  const pushes: Push[] = [];
  const plays: Play[] = [];
  const receipts = new Set<string>();
  const balances = new Map<string, number>();

  const receiptAt = (at: number): string => {
    const receipt = newReceipt(random, at);
    if (receipts.has(receipt)) return receiptAt(at);
    receipts.add(receipt);
    return receipt;
  };
  const pay = ({ shortcode, kind, reference, phone }: Payer, money: Money, amountMinor: number) => {
    const receipt = receiptAt(money.at);
    paid.push({
      receipt,
      shortcode,
      kind,
      reference: money.reference ?? reference,
      amountMinor,
      phone,
      at: money.at,
    });
    const balanceMinor = (balances.get(shortcode) ?? openingMinor) + amountMinor;
    balances.set(shortcode, balanceMinor);
    const version = random.chance(0.4) ? 'v1' : 'v2';
    const c2b: C2bPayment = {
      receipt,
      at: money.at,
      amountMinor,
      shortcode,
      kind,
      phone,
      version,
      reference: money.reference ?? reference,
    };
    return { receipt, body: manner(random, c2bBody(c2b, balanceMinor), phone) };
  };
  const play = (payer: Payer, channel: string, at: number, body: object): void => {
    plays.push({
      shortcode: payer.shortcode,
      channel,
      at,
      body: JSON.stringify(body),
      ...(payer.id && { paymentId: payer.id }),
    });
  };
  const push = (payer: Payer, at: number, resultCode: string, endsAt = at): Push => {
    const checkoutRequestId = newCheckoutRequestId(random, at, payer.phone);
    if (pushes.some((other) => other.checkoutRequestId === checkoutRequestId))
      return push(payer, at, resultCode, endsAt);
    const made = { checkoutRequestId, merchantRequestId: newRequestId(random), resultCode, endsAt };
    pushes.push(made);
    return made;
  };

  return {
    paid,
    pushes,
    plays,
    unknownReceipt: receiptAt,
    payByC2b(payer, money) {
      const { receipt, body } = pay(payer, money, money.amountMinor ?? payer.amountMinor);
      play(payer, 'c2b/confirmation', money.at + random.integer(300, 3_000), body);
      return receipt;
    },
    payByPush(payer, { stkAmountMinor, ...money }) {
      const amountMinor = money.amountMinor ?? payer.amountMinor;
      const { receipt, body } = pay(payer, money, amountMinor);
      const made = push(payer, money.at, '0');
      const told = { receipt, amountMinor: stkAmountMinor ?? amountMinor, phone: payer.phone, at: money.at };
      play(payer, 'stk', money.at + random.integer(300, 2_500), stkCallback({ ...made, paid: told }));
      if (payer.kind === 'paybill')
        play(payer, 'c2b/confirmation', money.at + random.integer(300, 2_500), body);
      return { receipt, checkoutRequestId: made.checkoutRequestId };
    },
    payUnseen(payer, money, organisation) {
      const amountMinor = money.amountMinor ?? payer.amountMinor;
      const { receipt } = pay(payer, money, amountMinor);
      const at = money.at + random.integer(60_000, 90_000);
      const conversation = {
        originatorConversationId: newRequestId(random),
        conversationId: newConversationId(random, at),
        occasion: '',
        at,
      };
      const body = statusResult(conversation, { ...payer, receipt, at: money.at, amountMinor, organisation });
      play(payer, `status/${random.text(32, hexadecimals)}/result`, at, body);
      return receipt;
    },
    breakOff(payer, { at, resultCode }) {
      const made = push(payer, at, resultCode);
      play(payer, 'stk', at + random.integer(300, 2_500), stkCallback(made));
      return made.checkoutRequestId;
    },
    leaveOpen: (payer, at) => push(payer, at, '0', at + farAwayMs).checkoutRequestId,
  };
}

/** The same facts as seen at other times and shortcodes: a clear number and all names, or an amount without cents. */
function manner(random: Random, body: Record<string, string>, phone: string): Record<string, string> {
  if (random.chance(0.05)) return { ...body, MSISDN: phone, MiddleName: '', LastName: 'SAMPLE' };
  if (random.chance(0.05)) return { ...body, TransAmount: (body.TransAmount ?? '').replace(/\.00$/, '') };
  return body;
}
