import { majorNumber } from '../../shared/kernel/money.ts';
import { eastAfricaStamp } from '../../shared/kernel/time.ts';
import { hashedPhone, nameOf, starredPhone } from './customers.ts';
import { fillerId } from './identities.ts';
import { resultText, wireCode } from './result-codes.ts';

/** One STK push as its callback tells of it. */
export interface PushEnd {
  readonly merchantRequestId: string;
  readonly checkoutRequestId: string;
  readonly resultCode: string;
  /** Only of a push that ended in money. */
  readonly paid?: {
    readonly receipt: string;
    readonly amountMinor: number;
    readonly phone: string;
    readonly at: number;
  };
}

/** The body that M-Pesa posts to an STK push's CallBackURL. A failed push tells neither receipt, amount nor phone. */
export function stkCallback({ merchantRequestId, checkoutRequestId, resultCode, paid }: PushEnd): object {
  const metadata = paid && {
    CallbackMetadata: {
      Item: [
        { Name: 'Amount', Value: majorNumber(paid.amountMinor) },
        { Name: 'MpesaReceiptNumber', Value: paid.receipt },
        { Name: 'Balance' },
        { Name: 'TransactionDate', Value: Number(eastAfricaStamp(paid.at)) },
        { Name: 'PhoneNumber', Value: Number(paid.phone) },
      ],
    },
  };
  return {
    Body: {
      stkCallback: {
        MerchantRequestID: merchantRequestId,
        CheckoutRequestID: checkoutRequestId,
        ResultCode: wireCode(resultCode),
        ResultDesc: resultText(resultCode),
        ...metadata,
      },
    },
  };
}

/** Version 1 of C2B hashes the payer's number, version 2 stars it. */
export type C2bVersion = 'v1' | 'v2';

/** A customer's payment as C2B tells of it. */
export interface C2bPayment {
  readonly receipt: string;
  readonly at: number;
  readonly amountMinor: number;
  readonly shortcode: string;
  readonly kind: 'paybill' | 'till';
  /** As typed; a till has none. */
  readonly reference: string;
  readonly phone: string;
  readonly version: C2bVersion;
  /** What validation answered, given back. */
  readonly thirdPartyTransId?: string;
}

/** The body of a C2B confirmation, or of its validation where no balance is given. All values are text. */
export function c2bBody(payment: C2bPayment, balanceAfterMinor?: number): Record<string, string> {
  return {
    TransactionType: payment.kind === 'till' ? 'Customer Merchant Payment' : 'Pay Bill',
    TransID: payment.receipt,
    TransTime: eastAfricaStamp(payment.at),
    TransAmount: amountText(payment.amountMinor),
    BusinessShortCode: payment.shortcode,
    BillRefNumber: payment.kind === 'till' ? '' : payment.reference.slice(0, 20),
    InvoiceNumber: '',
    OrgAccountBalance: balanceAfterMinor === undefined ? '' : amountText(balanceAfterMinor),
    ThirdPartyTransID: payment.thirdPartyTransId ?? '',
    MSISDN: payment.version === 'v1' ? hashedPhone(payment.phone) : starredPhone(payment.phone),
    FirstName: nameOf(payment.phone).first.toUpperCase(),
  };
}

/** Which status query a result answers. */
export interface Conversation {
  readonly originatorConversationId: string;
  readonly conversationId: string;
  readonly occasion: string;
  /** When it is answered. */
  readonly at: number;
}

/** The result of a status query that found its transaction: full name and clear number are told here. */
export function statusResult(
  conversation: Conversation,
  payment: Pick<C2bPayment, 'receipt' | 'at' | 'amountMinor' | 'shortcode' | 'kind' | 'phone'> & {
    readonly organisation: string;
  },
): object {
  const { first, last } = nameOf(payment.phone);
  const time = Number(eastAfricaStamp(payment.at));
  const parameters = [
    { Key: 'DebitPartyName', Value: `${payment.phone} - ${first.toUpperCase()} ${last.toUpperCase()}` },
    { Key: 'CreditPartyName', Value: `${payment.shortcode} - ${payment.organisation.toUpperCase()}   ` },
    { Key: 'OriginatorConversationID' },
    { Key: 'InitiatedTime', Value: time },
    { Key: 'CreditPartyCharges' },
    { Key: 'DebitAccountType', Value: 'MMF Account For Customer' },
    { Key: 'TransactionReason' },
    { Key: 'ReasonType', Value: payment.kind === 'till' ? 'Pay Merchant' : 'Pay Bill Online' },
    { Key: 'TransactionStatus', Value: 'Completed' },
    { Key: 'FinalisedTime', Value: time },
    { Key: 'Amount', Value: majorNumber(payment.amountMinor) },
    { Key: 'ConversationID', Value: conversation.conversationId },
    { Key: 'ReceiptNo', Value: payment.receipt },
  ];
  return result(conversation, '0', { ResultParameters: { ResultParameter: parameters } });
}

/** The result of a status query that failed: 2032 for an unknown receipt, 2001 for wrong credentials. */
export const statusFailure = (conversation: Conversation, resultCode: string): object =>
  result(conversation, resultCode, {});

/** The result of a balance query: every account in one text, four figures each. */
export function balanceResult(
  conversation: Omit<Conversation, 'occasion'>,
  accounts: ReadonlyMap<string, number>,
): object {
  const text = [...accounts]
    .map(([name, minor]) => `${name}|KES|${amountText(minor)}|${amountText(minor)}|0.00|0.00`)
    .join('&');
  const parameters = [
    { Key: 'ActionType', Value: 'AccountBalance' },
    { Key: 'AccountBalance', Value: text },
    { Key: 'BOCompletedTime', Value: Number(eastAfricaStamp(conversation.at)) },
  ];
  return result(conversation, '0', { ResultParameters: { ResultParameter: parameters } }, timeoutReference);
}

/** The result of a balance query that failed; a locked credential says more of itself than a wrong one. */
export function balanceFailure(conversation: Omit<Conversation, 'occasion'>, resultCode: string): object {
  if (resultCode !== '8006') return result(conversation, resultCode, {}, timeoutReference);
  const parameters = [
    { Key: 'ActionType', Value: 'AccountBalance' },
    { Key: 'ErrorMsg', Value: 'API Password is locked. ' },
    { Key: 'BOCompletedTime', Value: Number(eastAfricaStamp(conversation.at)) },
  ];
  const reference = { Key: 'QueueTimeoutURL' };
  return result(conversation, resultCode, { ResultParameters: { ResultParameter: parameters } }, reference);
}

const timeoutReference = {
  Key: 'QueueTimeoutURL',
  Value: 'https://internalapi.safaricom.co.ke/mpesa/abresults/v1/submit',
};

const result = (
  conversation: Omit<Conversation, 'occasion'> & { readonly occasion?: string },
  resultCode: string,
  parameters: object,
  reference: object = {
    Key: 'Occasion',
    ...(conversation.occasion && { Value: conversation.occasion }),
  },
): object => ({
  Result: {
    ResultType: 0,
    ResultCode: wireCode(resultCode),
    ResultDesc: resultText(resultCode),
    OriginatorConversationID: conversation.originatorConversationId,
    ConversationID: conversation.conversationId,
    TransactionID: fillerId(conversation.at),
    ...parameters,
    ReferenceData: {
      ReferenceItem: reference,
    },
  },
});

const amountText = (minor: number): string => (minor / 100).toFixed(2);
