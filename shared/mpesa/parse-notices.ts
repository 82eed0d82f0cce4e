import type { Shortcode } from '../kernel/identifiers.ts';
import { ok, type Result } from '../kernel/result.ts';
import { parseC2bConfirmation } from './c2b-confirmation.ts';
import { asFields, asText, describe, type Fields, longestId, refuse, tooLong } from './fields.ts';
import type { Notice, QueryNotice, UnreadableNotice } from './notice.ts';
import { type ResultProduct, resultParameters, resultProduct } from './result-envelope.ts';
import { parseStatusResult } from './status-result.ts';
import { parseStkCallback } from './stk-callback.ts';

/** The callback URLs that carry notices about payments. */
export type HookChannel = 'stk' | 'c2b' | 'status';

/** What the callback's URL tells. */
export interface NoticeContext {
  /** Whose URL it was posted to. */
  readonly hookShortcode: Shortcode;
  /** Of a status query: the id that we put into its URLs. */
  readonly queryId?: string;
  /** It was posted to the URL for timeouts. */
  readonly timeout?: boolean;
}

type Parsed = Result<readonly Notice[], UnreadableNotice>;

/**
 * Reads the JSON of one callback. Total over any JSON, and tolerant wherever Daraja is known to vary: numbers or text, list
 * or single object, items in any order or missing, extra fields.
 *
 * @returns the notices it carries, or why it is not one of its channel: the field, and what was expected there.
 */
export function parseNotices(channel: HookChannel, body: unknown, context: NoticeContext): Parsed {
  const { queryId = '' } = context;
  if (queryId.length > longestId) return tooLong('the id in the URL', queryId);
  if (channel === 'status' && context.timeout && isEmpty(body)) return timedOut(context);
  const fields = asFields(body);
  if (!fields) return refuse('unreadable_body', 'body', 'a JSON object', describe(body));
  return parsers[channel](fields, context);
}

const parsers: Readonly<Record<HookChannel, (body: Fields, context: NoticeContext) => Parsed>> = {
  stk: (body, context) => {
    const callback = asFields(asFields(body.Body)?.stkCallback);
    return callback
      ? parseStkCallback(callback, context.hookShortcode)
      : unknownKind('Body.stkCallback', 'an STK callback', body);
  },
  c2b: (body, context) =>
    isC2b(body)
      ? parseC2bConfirmation(body, context.hookShortcode)
      : unknownKind('TransID', 'a C2B confirmation', body),
  status: parseStatus,
};

/**
 * M-Pesa reports a queue timeout by posting our own request back, by a result envelope, or with nothing in it. A full
 * result is read as such, whichever of the two URLs it took.
 */
function parseStatus(body: Fields, context: NoticeContext): Parsed {
  const result = asFields(body.Result);
  if (!result) {
    const isOurRequest =
      commandOf(body) === 'TransactionStatusQuery' || (context.timeout && isBareRequest(body));
    return isOurRequest ? timedOut(context) : unknownKind('Result', 'the result of a status query', body);
  }
  const parameters = resultParameters(result);
  const product = resultProduct(result, parameters);
  const isOurs = product === 'status' || (context.timeout && product === 'other');
  if (!isOurs) return unknownKind('Result', 'the result of a status query', body);
  if (context.timeout && !parameters.has('ReceiptNo')) return timedOut(context);
  return parseStatusResult(result, parameters, context.queryId ?? '', context.hookShortcode);
}

const timedOut = (context: NoticeContext): Parsed => {
  const notice: QueryNotice = {
    about: 'query',
    channel: 'status',
    queryId: context.queryId ?? '',
    outcome: 'timeout',
  };
  return ok([notice]);
};

const isEmpty = (body: unknown): boolean =>
  body === undefined ||
  body === null ||
  body === '' ||
  (asFields(body) !== undefined && Object.keys(body as object).length === 0);

const isC2b = (body: Fields): boolean =>
  ['TransID', 'TransAmount', 'TransTime', 'BillRefNumber'].some((key) => key in body);

/** Old samples print the keys of a request with a blank: `Command ID`. */
const commandOf = (body: Fields): string | undefined => asText(body.CommandID ?? body['Command ID']);

const isBareRequest = (body: Fields): boolean =>
  commandOf(body) === undefined &&
  'Initiator' in body &&
  ['TransactionID', 'Transaction ID', 'OriginalConversationID'].some((key) => key in body);

const unknownKind = (field: string, expected: string, body: Fields): Parsed =>
  refuse('unknown_kind', field, expected, kindInWords(body));

const products: Readonly<Record<ResultProduct, string>> = {
  status: 'the result of a status query',
  balance: 'the result of a balance query',
  b2c: 'the result of a B2C payout',
  reversal: 'the result of a reversal',
  other: 'the result of another request',
};

function kindInWords(body: Fields): string {
  const result = asFields(body.Result);
  if (result) return products[resultProduct(result, resultParameters(result))];
  if (asFields(asFields(body.Body)?.stkCallback)) return 'an STK callback';
  if (isC2b(body)) return 'a C2B payment';
  if (commandOf(body)) return 'a request of ours, sent back';
  return 'errorCode' in body ? 'an error answer' : 'an unknown body';
}
