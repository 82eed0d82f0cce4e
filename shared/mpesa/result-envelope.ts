import { asFields, asList, asText, type Fields, isSuccessCode } from './fields.ts';

/** Values by key, in the order sent: a key may come twice, and one without a value is left out. */
export type ResultParameters = ReadonlyMap<string, readonly unknown[]>;

/** Which of Daraja's asynchronous APIs a result belongs to, as far as it tells. */
export type ResultProduct = 'status' | 'balance' | 'b2c' | 'reversal' | 'other';

/** `ResultParameters.ResultParameter`, as a list or a single object; keys are compared without blanks. */
export const resultParameters = (result: Fields): ResultParameters =>
  keysAndValues(asFields(result.ResultParameters)?.ResultParameter);

function keysAndValues(items: unknown): ResultParameters {
  const values = new Map<string, unknown[]>();
  for (const item of asList(items)) {
    const fields = asFields(item);
    const key = asText(fields?.Key)?.replaceAll(/\s/g, '');
    if (key === undefined || fields?.Value === undefined || fields.Value === null) continue;
    values.set(key, [...(values.get(key) ?? []), fields.Value]);
  }
  return values;
}

const signs: readonly (readonly [ResultProduct, readonly string[]])[] = [
  ['status', ['TransactionStatus', 'ReceiptNo']],
  ['balance', ['AccountBalance']],
  ['b2c', ['TransactionReceipt', 'ReceiverPartyPublicName', 'B2CUtilityAccountAvailableFunds']],
  ['reversal', ['OriginalTransactionID']],
];

/**
 * The product by what only its results carry. Where parameters are missing (failures), the reference tells: a status result
 * sends back our `Occasion`, the others Safaricom's own `QueueTimeoutURL`.
 */
export function resultProduct(result: Fields, parameters: ResultParameters): ResultProduct {
  const bySign = signs.find(([, keys]) => keys.some((key) => parameters.has(key)));
  if (bySign) return bySign[0];
  const action = asText(parameters.get('ActionType')?.[0]);
  if (action)
    return /^TransactionStatus/i.test(action) ? 'status' : action === 'AccountBalance' ? 'balance' : 'other';
  return (
    productByReference(result) ?? (parameters.size === 0 || parameters.has('ErrorMsg') ? 'status' : 'other')
  );
}

function productByReference(result: Fields): ResultProduct | undefined {
  for (const item of asList(asFields(result.ReferenceData)?.ReferenceItem)) {
    const fields = asFields(item);
    const key = asText(fields?.Key)?.toLowerCase();
    if (key === 'occasion' && !isSuccessCode(asText(result.ResultCode) ?? '0')) return 'status';
    if (key !== 'queuetimeouturl') continue;
    const url = asText(fields?.Value)?.toLowerCase();
    if (url === undefined) continue;
    if (url.includes('status')) return 'status';
    if (url.includes('abresults')) return 'balance';
    if (url.includes('b2c')) return 'b2c';
    return url.includes('reversal') ? 'reversal' : 'other';
  }
  return undefined;
}
