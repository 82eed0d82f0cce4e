import type { PartnerId } from '../../kernel/identifiers.ts';
import { failed, type Result } from '../../kernel/result.ts';
import { Unavailable } from '../../kernel/unavailable.ts';
import type { InitiatorGate } from '../../mpesa/initiator-gate.ts';
import type { MpesaQuestions, Unanswered } from '../../reconciliation/mpesa-questions.ts';
import type { DarajaClient } from './daraja-client.ts';
import { hookTokenOf, initiatorOf, partnerCredentials, type SecretOf } from './partner-credentials.ts';
import type { PartnerSecret } from './partner-secret.ts';
import type { DarajaFailure } from './transport.ts';

interface QuestionNeeds {
  readonly client: DarajaClient;
  readonly secretOf: SecretOf;
  /** Without a trailing slash. */
  readonly callbackBaseUrl: string;
  /** Before every question that is asked in an API operator's name. */
  readonly gate: InitiatorGate;
}

/** Asks Daraja in a partner's name. */
export function darajaQuestions({ client, secretOf, callbackBaseUrl, gate }: QuestionNeeds): MpesaQuestions {
  const credentials = async (
    partner: PartnerId,
    freshAfter?: number,
  ): Promise<Result<PartnerSecret, Unanswered>> => {
    const secret = await partnerCredentials(secretOf, partner, freshAfter);
    return secret.ok ? secret : refuse(secret.error);
  };
  /** A person who resumed an operator has changed its secret before. */
  const operatorCredentials = async (partner: PartnerId): Promise<Result<PartnerSecret, Unanswered>> => {
    const known = await credentials(partner);
    if (!known.ok) return known;
    const resumedAt = await gate.resumedAt(initiatorOf(known.value).key);
    return resumedAt === undefined ? known : credentials(partner, resumedAt);
  };

  return {
    async attempt({ partnerId, shortcode }, checkoutRequestId) {
      const secret = await credentials(partnerId);
      if (!secret.ok) return secret.error;
      const outcome = await client.stkQuery(secret.value, { shortcode, checkoutRequestId });
      switch (outcome.kind) {
        case 'answered':
        case 'no_such_transaction':
          return outcome;
        case 'pending':
          return { kind: 'undecided' };
        default:
          return unanswered(outcome);
      }
    },

    async transaction({ partnerId, shortcode }, { id, receipt }) {
      const secret = await operatorCredentials(partnerId);
      if (!secret.ok) return secret.error;
      const token = hookTokenOf(secret.value, shortcode);
      if (!token.ok) return refuse(token.error).error;
      const entry = await gate.enter(initiatorOf(secret.value), { id, partnerId, shortcode });
      if (entry.kind === 'stopped')
        return refuse(`M-Pesa refused the API operator (${entry.code}); nothing is asked until it is resumed`)
          .error;
      if (entry.kind === 'wait') return { kind: 'throttled', retryAfterSeconds: entry.retryAfterSeconds };
      const answers = `${callbackBaseUrl}/hooks/${token.value}/status/${encodeURIComponent(id)}`;
      const outcome = await client.transactionStatus(secret.value, {
        shortcode,
        receipt,
        resultUrl: `${answers}/result`,
        timeoutUrl: `${answers}/timeout`,
      });
      if (outcome.kind === 'accepted') return { kind: 'asked' };
      await gate.settle(id, { kind: 'unknown' });
      return unanswered(outcome);
    },
  };
}

const refuse = (message: string) => failed({ kind: 'refused', message } as const);

/** Throws for what may pass by itself: the question goes back to its queue. */
function unanswered(failure: DarajaFailure): Unanswered {
  if (failure.kind === 'throttled') return failure;
  if (failure.kind === 'refused' && failure.permanent) {
    return { kind: 'refused', message: `${failure.code}: ${failure.message}` };
  }
  throw new Unavailable(`M-Pesa: ${failure.message}`);
}
