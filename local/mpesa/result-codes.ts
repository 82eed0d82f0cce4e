/** What M-Pesa writes beside a result code. Its texts change by year; the codes are what counts. */
const texts: Readonly<Record<string, string>> = {
  '0': 'The service request is processed successfully.',
  '1': 'The balance is insufficient for the transaction.',
  '2': 'Declined due to limit rule: less than the minimum transaction amount.',
  '3': 'Declined due to limit rule: greater than the maximum transaction amount.',
  '4': 'Declined due to limit rule: would exceed daily transfer limit.',
  '8': 'Declined due to limit rule: would exceed the maximum balance.',
  '17': 'Declined due to limit rule: similar transaction in process.',
  '18': 'Initiator Credential Check Failure.',
  '21': 'The initiator is not allowed to initiate this request.',
  '22': 'The initiator is not active.',
  '26': 'System busy. The service request is rejected.',
  '1001': 'Unable to lock subscriber, a transaction is already in process for the current subscriber.',
  '1019': 'Transaction expired. No MO has been received.',
  '1025': 'An error occurred while sending a push request.',
  '1031': 'Request cancelled by user',
  '1032': 'Request cancelled by user',
  '1037': 'No response from user.',
  '2001': 'The initiator information is invalid.',
  '2028': 'The request is not permitted according to product assignment.',
  '2032': 'The transaction receipt number does not exist.',
  '4999': 'The transaction is still under processing',
  '8006': 'The security credential is locked.',
  '9999': 'An error occurred while sending a push request.',
  SFC_IC0003: 'The operator does not exist.',
};

export const resultText = (code: string): string => texts[code] ?? 'The service request failed.';

/** On the wire most codes are numbers, and some cannot be. */
export const wireCode = (code: string): number | string => (/^\d+$/.test(code) ? Number(code) : code);

/** What a customer may do with a prompt, and the code that M-Pesa tells of it. */
export const outcomes = {
  success: '0',
  cancelled: '1032',
  insufficient_funds: '1',
  no_answer: '1037',
  wrong_pin: '2001',
  expired: '1019',
  limit_exceeded: '4',
  busy: '1001',
} as const;

export type CustomerOutcome = keyof typeof outcomes;
