import {
  type ApiAnswer,
  type ApiCall,
  type DarajaErrors,
  firstInvalid,
  isCallbackUrl,
  isShortcode,
  textField,
} from './api-answer.ts';
import { type Conversation, statusFailure, statusResult } from './callback-bodies.ts';
import type { CallbackPost } from './callback-post.ts';
import type { FaultSwitch } from './faults.ts';
import { newConversationId, newRequestId } from './identities.ts';
import type { MpesaLedger } from './ledger.ts';
import type { Random } from './random.ts';

interface Parts {
  readonly ledger: MpesaLedger;
  readonly callbacks: CallbackPost;
  readonly faults: FaultSwitch;
  readonly random: Random;
  readonly errors: DarajaErrors;
  readonly clock: () => number;
  /** How long M-Pesa takes to answer. */
  readonly answerMs: number;
}

export interface StatusApi {
  query(call: ApiCall): Promise<ApiAnswer>;
}

const notEmpty = (text: string): boolean => text !== '';
const required = {
  Initiator: notEmpty,
  SecurityCredential: notEmpty,
  CommandID: (text: string) => text === 'TransactionStatusQuery',
  PartyA: isShortcode,
  IdentifierType: (text: string) => ['1', '2', '4'].includes(text),
  ResultURL: isCallbackUrl,
  QueueTimeOutURL: isCallbackUrl,
  Remarks: (text: string) => notEmpty(text) && text.length <= 100,
};

/** Transaction status: taken at once whatever the credentials, answered at ResultURL. */
export function statusApi({ ledger, callbacks, faults, random, errors, clock, answerMs }: Parts): StatusApi {
  const resultOf = ({ app, fields }: ApiCall, conversation: Conversation): object => {
    const forced = faults.now().result_code.status ?? '0';
    if (forced !== '0') return statusFailure(conversation, forced);
    const isInitiator =
      textField(fields.Initiator) === app.initiatorName &&
      textField(fields.SecurityCredential) === app.securityCredential;
    if (!isInitiator) return statusFailure(conversation, '2001');
    const shortcode = textField(fields.PartyA);
    if (!app.shortcodes.includes(shortcode)) return statusFailure(conversation, '21');
    const paid = ledger.paid(textField(fields.TransactionID));
    if (!paid || paid.shortcode !== shortcode || paid.at > clock())
      return statusFailure(conversation, '2032');
    return statusResult(conversation, { ...paid, organisation: app.organisation });
  };

  return {
    async query(call) {
      const { fields } = call;
      const invalid = firstInvalid(fields, required);
      if (invalid) return errors.invalid(invalid);
      const named = textField(fields.TransactionID) || textField(fields.OriginalConversationID);
      if (named === '') return errors.invalid('TransactionID');

      const at = clock() + answerMs;
      const conversation: Conversation = {
        originatorConversationId: newRequestId(random),
        conversationId: newConversationId(random, at),
        occasion: textField(fields.Occasion),
        at,
      };
      // A query that times out inside M-Pesa comes back as it was sent, credential and all.
      if (faults.now().timeout.includes('status'))
        callbacks.send({ url: textField(fields.QueueTimeOutURL), body: fields, at });
      else callbacks.send({ url: textField(fields.ResultURL), body: resultOf(call, conversation), at });
      return {
        status: 200,
        body: {
          OriginatorConversationID: conversation.originatorConversationId,
          ConversationID: conversation.conversationId,
          ResponseCode: '0',
          ResponseDescription: 'Accept the service request successfully.',
        },
      };
    },
  };
}
