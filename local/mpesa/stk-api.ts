import {
  type ApiAnswer,
  type ApiCall,
  type DarajaErrors,
  firstInvalid,
  isCallbackUrl,
  isPhone,
  isShortcode,
  isWholeAmount,
  textField,
  wholeMinor,
} from './api-answer.ts';
import type { CustomerPayments } from './customer-payments.ts';
import type { DarajaApp, MpesaDirectory } from './directory.ts';
import type { MpesaLedger, Push } from './ledger.ts';
import type { Random } from './random.ts';
import { resultText } from './result-codes.ts';

interface Parts {
  readonly directory: MpesaDirectory;
  readonly customers: CustomerPayments;
  readonly ledger: MpesaLedger;
  readonly random: Random;
  readonly errors: DarajaErrors;
  readonly clock: () => number;
  /** How long a customer looks at a prompt. */
  readonly promptMs: number;
}

export interface StkApi {
  push(call: ApiCall): Promise<ApiAnswer>;
  query(call: ApiCall): Promise<ApiAnswer>;
}

const isTimestamp = (text: string): boolean => /^20\d{12}$/.test(text);
const notEmpty = (text: string): boolean => text !== '';

const pushFields = {
  BusinessShortCode: isShortcode,
  Password: notEmpty,
  Timestamp: isTimestamp,
  TransactionType: (text: string) => text === 'CustomerPayBillOnline' || text === 'CustomerBuyGoodsOnline',
  Amount: isWholeAmount,
  PartyA: isPhone,
  PartyB: isShortcode,
  PhoneNumber: isPhone,
  CallBackURL: isCallbackUrl,
  AccountReference: (text: string) => notEmpty(text) && !/[@#&]/.test(text),
  TransactionDesc: (text: string) => notEmpty(text) && !/[@#&]/.test(text),
};

const queryFields = {
  BusinessShortCode: isShortcode,
  Password: notEmpty,
  Timestamp: isTimestamp,
  CheckoutRequestID: notEmpty,
};

/** STK push and STK query, as Daraja offers them. */
export function stkApi({ directory, customers, ledger, random, errors, clock, promptMs }: Parts): StkApi {
  // Daraja's one code for all that it cannot do with a push; only its text tells which.
  const cannot = (message: string): ApiAnswer => errors.error(500, '500.001.1001', message);

  return {
    async push({ app, fields }) {
      const invalid = firstInvalid(fields, pushFields);
      if (invalid) return errors.invalid(invalid);
      const text = (field: keyof typeof pushFields): string => textField(fields[field]);
      const merchant = await directory.merchant(text('PartyB'));
      if (!merchant || !speaksFor(app, [text('PartyB'), text('BusinessShortCode')]))
        return cannot('Merchant does not exist');
      if (!isPassword(app, fields)) return cannot('Wrong credentials');

      const intent = {
        merchant,
        reference: text('AccountReference'),
        amountMinor: wholeMinor(fields.Amount),
        phone: text('PhoneNumber'),
      };
      const { push } = await customers.prompt(intent, {
        callbackUrl: text('CallBackURL'),
        answersAfterMs: promptMs,
      });
      return {
        status: 200,
        body: {
          MerchantRequestID: push.merchantRequestId,
          CheckoutRequestID: push.checkoutRequestId,
          ResponseCode: '0',
          ResponseDescription: 'Success. Request accepted for processing',
          CustomerMessage: 'Success. Request accepted for processing',
        },
      };
    },

    async query({ app, fields }) {
      const invalid = firstInvalid(fields, queryFields);
      if (invalid) return errors.invalid(invalid);
      if (!speaksFor(app, [textField(fields.BusinessShortCode)])) return cannot('Merchant does not exist');
      if (!isPassword(app, fields)) return cannot('Wrong credentials');
      const push = ledger.push(textField(fields.CheckoutRequestID));
      if (!push) return cannot('The transaction does not Exist');
      if (clock() >= push.endsAt) return answered(push, push.resultCode);
      // Both ways of saying "not yet" are seen in practice.
      return random.chance(0.5) ? cannot('The transaction is being processed') : answered(push, '4999');
    },
  };
}

const speaksFor = (app: DarajaApp, shortcodes: readonly string[]): boolean =>
  shortcodes.some((shortcode) => app.shortcodes.includes(shortcode));

function isPassword(app: DarajaApp, { BusinessShortCode, Timestamp, Password }: ApiCall['fields']): boolean {
  const clear = textField(BusinessShortCode) + app.passkey + textField(Timestamp);
  return textField(Password) === Buffer.from(clear).toString('base64');
}

const answered = (push: Push, resultCode: string): ApiAnswer => ({
  status: 200,
  body: {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: push.merchantRequestId,
    CheckoutRequestID: push.checkoutRequestId,
    ResultCode: resultCode,
    ResultDesc: resultText(resultCode),
  },
});
