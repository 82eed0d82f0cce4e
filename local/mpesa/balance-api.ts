import {
  type ApiAnswer,
  type ApiCall,
  type DarajaErrors,
  firstInvalid,
  isCallbackUrl,
  isShortcode,
  textField,
} from './api-answer.ts';
import { balanceFailure, balanceResult } from './callback-bodies.ts';
import type { CallbackPost } from './callback-post.ts';
import type { MpesaDirectory } from './directory.ts';
import type { FaultSwitch } from './faults.ts';
import { newConversationId, newRequestId } from './identities.ts';
import type { MpesaLedger } from './ledger.ts';
import type { Random } from './random.ts';

interface Parts {
  readonly directory: MpesaDirectory;
  readonly ledger: MpesaLedger;
  readonly callbacks: CallbackPost;
  readonly faults: FaultSwitch;
  readonly random: Random;
  readonly errors: DarajaErrors;
  readonly clock: () => number;
  /** How long M-Pesa takes to answer. */
  readonly answerMs: number;
}

export interface BalanceApi {
  query(call: ApiCall): Promise<ApiAnswer>;
}

const notEmpty = (text: string): boolean => text !== '';
const required = {
  Initiator: notEmpty,
  SecurityCredential: notEmpty,
  CommandID: (text: string) => text === 'AccountBalance',
  PartyA: isShortcode,
  IdentifierType: (text: string) => ['1', '2', '4'].includes(text),
  Remarks: (text: string) => text.length <= 100,
  QueueTimeOutURL: isCallbackUrl,
  ResultURL: isCallbackUrl,
};

/** Account balance: taken at once whatever the credentials, answered at ResultURL. */
export function balanceApi(parts: Parts): BalanceApi {
  const { directory, ledger, callbacks, faults, random, errors, clock, answerMs } = parts;
  const resultOf = async (
    { app, fields }: ApiCall,
    conversation: Parameters<typeof balanceResult>[0],
  ): Promise<object> => {
    const forced = faults.now().result_code.balance ?? '0';
    if (forced !== '0') return balanceFailure(conversation, forced);
    const isInitiator =
      textField(fields.Initiator) === app.initiatorName &&
      textField(fields.SecurityCredential) === app.securityCredential;
    if (!isInitiator) return balanceFailure(conversation, '2001');
    const merchant = await directory.merchant(textField(fields.PartyA));
    if (!merchant || !app.shortcodes.includes(merchant.shortcode)) return balanceFailure(conversation, '21');
    return balanceResult(conversation, ledger.accounts(merchant.shortcode, merchant.kind));
  };

  return {
    async query(call) {
      const { fields } = call;
      const invalid = firstInvalid(fields, required);
      if (invalid) return errors.invalid(invalid);
      const at = clock() + answerMs;
      const conversation = {
        originatorConversationId: newRequestId(random),
        conversationId: newConversationId(random, at),
        at,
      };
      // A query that times out inside M-Pesa comes back as it was sent, credential and all.
      if (faults.now().timeout.includes('balance'))
        callbacks.send({ url: textField(fields.QueueTimeOutURL), body: fields, at });
      else callbacks.send({ url: textField(fields.ResultURL), body: await resultOf(call, conversation), at });
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
