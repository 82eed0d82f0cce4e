/**
 * Who or what a failure is due to: `by-customer` is final, `transient` may be tried again, `configuration` needs
 * somebody at the operator's, `not-found` means that M-Pesa knows no such payment.
 */
export type ResultClass = 'by-customer' | 'transient' | 'configuration' | 'not-found' | 'unknown';

export interface ResultMeaning {
  readonly reason: string;
  readonly class: ResultClass;
}

type Meanings = Readonly<Record<string, ResultMeaning>>;

const byCustomer = (reason: string): ResultMeaning => ({ reason, class: 'by-customer' });
const transient = (reason: string): ResultMeaning => ({ reason, class: 'transient' });
const configuration = (reason: string): ResultMeaning => ({ reason, class: 'configuration' });

const everywhere: Meanings = {
  '26': transient('M-Pesa was busy.'),
  '2028': configuration('The shortcode is not permitted to use this M-Pesa product.'),
  '8006': configuration('The security credential of the API operator is locked.'),
  SFC_IC0003: configuration('The API operator does not exist.'),
};

const stk: Meanings = {
  ...everywhere,
  '1': byCustomer('The customer had too little money.'),
  '2': byCustomer('The amount is below what M-Pesa allows.'),
  '3': byCustomer('The amount is above what M-Pesa allows.'),
  '4': byCustomer("The customer's daily limit was reached."),
  '8': byCustomer("The payment would have passed the receiver's balance limit."),
  '17': transient('The same amount had been requested from this customer within two minutes.'),
  '1001': transient('The customer was busy with another M-Pesa session.'),
  '1019': transient('The request expired before the customer answered.'),
  '1025': transient("The request could not be sent to the customer's phone."),
  '1031': byCustomer('The customer cancelled the request.'),
  '1032': byCustomer('The customer cancelled the request.'),
  '1036': transient("The customer's phone did not confirm the request."),
  '1037': transient('The customer could not be reached or did not answer.'),
  '2001': byCustomer('The customer entered a wrong PIN.'),
  '9999': transient("The request could not be sent to the customer's phone."),
};

const api: Meanings = {
  ...everywhere,
  '1': byCustomer('There was too little money.'),
  '15': configuration('The request repeated the id of another one.'),
  '17': transient('M-Pesa had an internal fault.'),
  '18': configuration('The credential of the API operator was refused.'),
  '19': transient('M-Pesa took the messages out of sequence.'),
  '20': configuration('The API operator could not be found.'),
  '21': configuration('The API operator lacks the permission for this shortcode.'),
  '22': configuration('The API operator is not active.'),
  '24': configuration('A mandatory field was missing in our request.'),
  '25': configuration('A field of our request was invalid.'),
  '29': configuration('The command of our request was invalid.'),
  '2001': configuration('The API operator or its password was refused.'),
  '2006': configuration('The account is not active.'),
  '2032': { reason: 'M-Pesa knows no payment with this receipt.', class: 'not-found' },
  '100000000': transient('M-Pesa put the request aside.'),
  '100000001': transient('M-Pesa was overloaded.'),
  '100000002': transient('M-Pesa was throttling requests.'),
  '100000004': transient('M-Pesa had an internal fault.'),
  '100000005': configuration('A field of our request was invalid.'),
  '100000007': transient('The M-Pesa service was not available.'),
  '100000009': transient('The M-Pesa service was not available.'),
  '100000010': configuration('The app lacks the permission for this product.'),
  '100000011': transient('M-Pesa received too many requests.'),
};

const explain = (meanings: Meanings, code: string): ResultMeaning =>
  (Object.hasOwn(meanings, code) && meanings[code]) || {
    reason: `M-Pesa gave the result code ${code}, which its documents do not explain.`,
    class: 'unknown',
  };

/** What the result of an STK push means. M-Pesa's own texts change by year, so only the code is read. */
export const explainStkCode = (code: string): ResultMeaning => explain(stk, code);

/** What the result of a status, balance or payout request means; the same numbers mean other things there. */
export const explainApiCode = (code: string): ResultMeaning => explain(api, code);
