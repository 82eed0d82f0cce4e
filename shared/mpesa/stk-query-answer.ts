import type { CheckoutRequestId } from '../kernel/identifiers.ts';
import { classifyDarajaError, type DarajaError } from './daraja-error.ts';
import { asFields, asText } from './fields.ts';
import type { AttemptNotice } from './notice.ts';
import { readStkOutcome } from './stk-callback.ts';

/**
 * What an STK query told: the outcome of the push (`told`), that it is not decided yet, that M-Pesa knows no such push,
 * that the question failed, or something that allows no conclusion: ask again.
 */
export type StkQueryAnswer =
  | { readonly kind: 'told'; readonly notice: AttemptNotice }
  | { readonly kind: 'pending' }
  | { readonly kind: 'no_such_transaction' }
  | { readonly kind: 'failed'; readonly error: DarajaError }
  | { readonly kind: 'unknown'; readonly message: string };

const overloaded = '500.001.1001';

/**
 * Reads the synchronous answer to an STK query (daraja, STK push, Query). It tells neither amount nor receipt, so a success
 * confirms a push but books no money.
 *
 * @param body the parsed JSON, or the text if it is none.
 */
export function parseStkQueryAnswer(status: number, body: unknown, asked: CheckoutRequestId): StkQueryAnswer {
  const fields = asFields(body);
  const code = asText(fields?.ResultCode);
  if (fields && code !== undefined && asText(fields.errorCode) === undefined) {
    const id = asText(fields.CheckoutRequestID) ?? asked;
    if (id !== asked) return { kind: 'unknown', message: 'the answer names another CheckoutRequestID' };
    const notice = readStkOutcome('stk-query', asked, code);
    return notice.outcome === 'pending' ? { kind: 'pending' } : { kind: 'told', notice };
  }
  const error = classifyDarajaError(status, body);
  if (error.code !== overloaded) return { kind: 'failed', error };
  return readOverloadedCode(asText(fields?.errorMessage) ?? '', error);
}

/** One code for five situations: only here must the text be read. Without one it means "being processed". */
function readOverloadedCode(message: string, error: DarajaError): StkQueryAnswer {
  if (message === '' || /process/i.test(message)) return { kind: 'pending' };
  if (/merchant does not exist|wrong credentials/i.test(message)) {
    return { kind: 'failed', error: { ...error, kind: 'configuration' } };
  }
  if (/does not exist/i.test(message)) return { kind: 'no_such_transaction' };
  return { kind: 'unknown', message: error.message };
}
