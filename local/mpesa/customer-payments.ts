import { type C2bPayment, c2bBody, stkCallback } from './callback-bodies.ts';
import type { CallbackPost } from './callback-post.ts';
import type { Merchant } from './directory.ts';
import type { FaultSwitch } from './faults.ts';
import { newCheckoutRequestId, newReceipt, newRequestId } from './identities.ts';
import type { MpesaLedger, Paid, Push } from './ledger.ts';
import type { Random } from './random.ts';

/** What a customer means to pay. */
export interface Intent {
  readonly merchant: Merchant;
  readonly reference: string;
  readonly amountMinor: number;
  /** 2547XXXXXXXX or 2541XXXXXXXX. */
  readonly phone: string;
}

export type PaymentEnd =
  | { readonly accepted: true; readonly receipt: string }
  | { readonly accepted: false; readonly resultCode: string };

export interface Prompt {
  readonly callbackUrl: string;
  /** What the customer does with it; absent: as the faults say, else pays. */
  readonly resultCode?: string;
  readonly answersAfterMs: number;
  /** Done after M-Pesa has taken the push and before the customer sees it. */
  readonly taken?: (checkoutRequestId: string) => Promise<void>;
}

/** Customers, on their phones. Money moves here and nowhere else; notices of it go out by themselves. */
export interface CustomerPayments {
  /** From the phone's own menu: validation is asked, then the money moves and is confirmed. */
  pay(intent: Intent): Promise<PaymentEnd>;
  /** Answers a prompt: the push is known at once, and ends after a while. */
  prompt(intent: Intent, prompt: Prompt): Promise<{ readonly push: Push; readonly end: PaymentEnd }>;
}

interface Parts {
  readonly ledger: MpesaLedger;
  readonly callbacks: CallbackPost;
  readonly faults: FaultSwitch;
  readonly random: Random;
  readonly clock: () => number;
}

const validationLimitMs = 8_000;
/** A prompt that nobody answers goes away by itself. */
const promptLifeMs = 60_000;
const noAnswer = '1037';

export function customerPayments({ ledger, callbacks, faults, random, clock }: Parts): CustomerPayments {
  const receiptAt = (at: number): string => {
    for (;;) {
      const receipt = newReceipt(random, at);
      if (!ledger.isTaken(receipt)) return receipt;
    }
  };
  const checkoutRequestIdAt = (at: number, phone: string): string => {
    for (;;) {
      const id = newCheckoutRequestId(random, at, phone);
      if (!ledger.push(id)) return id;
    }
  };
  const confirm = (c2b: C2bPayment, merchant: Merchant): void => {
    const balanceMinor = ledger.pay(paidBy(c2b));
    if (faults.now().timeout.includes('c2b')) return;
    callbacks.send({ url: merchant.c2b.confirmationUrl, body: c2bBody(c2b, balanceMinor), at: c2b.at });
  };

  return {
    async pay({ merchant, reference, amountMinor, phone }) {
      const refused = faults.now().result_code.c2b ?? '0';
      if (refused !== '0') return refusal(refused);
      const { shortcode, kind, c2b } = merchant;
      const at = clock();
      const c2bPayment = {
        receipt: receiptAt(at),
        at,
        amountMinor,
        shortcode,
        kind,
        reference,
        phone,
        version: c2b.version,
      };
      const verdict = await validate(c2b.validationUrl, c2bBody(c2bPayment));
      const resultCode = verdict?.resultCode ?? (c2b.responseType === 'Completed' ? '0' : 'C2B00016');
      if (resultCode !== '0') return refusal(resultCode);
      confirm(
        {
          ...c2bPayment,
          ...(verdict?.thirdPartyTransId && { thirdPartyTransId: verdict.thirdPartyTransId }),
        },
        merchant,
      );
      return { accepted: true, receipt: c2bPayment.receipt };
    },

    async prompt({ merchant, reference, amountMinor, phone }, { callbackUrl, ...prompt }) {
      const { result_code, timeout } = faults.now();
      const ignored = prompt.resultCode === undefined && timeout.includes('stk');
      const resultCode = prompt.resultCode ?? result_code.stk ?? (ignored ? noAnswer : '0');
      const at = clock();
      const endsAt = at + (ignored ? promptLifeMs : prompt.answersAfterMs);
      const push: Push = {
        checkoutRequestId: checkoutRequestIdAt(at, phone),
        merchantRequestId: newRequestId(random),
        resultCode,
        endsAt,
      };
      ledger.putPush(push);
      await prompt.taken?.(push.checkoutRequestId);
      if (resultCode !== '0') {
        callbacks.send({ url: callbackUrl, body: stkCallback(push), at: endsAt });
        return { push, end: refusal(resultCode) };
      }
      const { shortcode, kind, c2b } = merchant;
      const receipt = receiptAt(endsAt);
      const c2bPayment: C2bPayment = {
        receipt,
        at: endsAt,
        amountMinor,
        shortcode,
        kind,
        reference,
        phone,
        version: c2b.version,
      };
      const paid = { receipt, amountMinor, phone, at: endsAt };
      callbacks.send({ url: callbackUrl, body: stkCallback({ ...push, paid }), at: endsAt });
      // A paybill with registered URLs hears of the same money twice; a till's push comes by STK only.
      if (kind === 'paybill') confirm(c2bPayment, merchant);
      else ledger.pay(paidBy(c2bPayment));
      return { push, end: { accepted: true, receipt } };
    },
  };
}

const paidBy = ({ receipt, shortcode, kind, reference, amountMinor, phone, at }: C2bPayment): Paid => ({
  receipt,
  shortcode,
  kind,
  reference,
  amountMinor,
  phone,
  at,
});

const refusal = (resultCode: string): PaymentEnd => ({ accepted: false, resultCode });

interface Verdict {
  readonly resultCode: string;
  readonly thirdPartyTransId?: string;
}

/** Asks the shortcode's owner; undefined where no readable answer comes in time. */
async function validate(url: string, body: object): Promise<Verdict | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(validationLimitMs),
    });
    const answer: unknown = await response.json();
    if (!response.ok || typeof answer !== 'object' || answer === null || !('ResultCode' in answer))
      return undefined;
    const given = 'ThirdPartyTransID' in answer ? String(answer.ThirdPartyTransID ?? '') : '';
    return { resultCode: String(answer.ResultCode), ...(given && { thirdPartyTransId: given }) };
  } catch {
    return undefined;
  }
}
