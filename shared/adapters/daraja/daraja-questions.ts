import type { PartnerId, Shortcode } from '../../kernel/identifiers.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import { Unavailable } from '../../kernel/unavailable.ts';
import type { MpesaQuestions, Unanswered } from '../../reconciliation/mpesa-questions.ts';
import type { DarajaClient } from './daraja-client.ts';
import { type PartnerSecret, readPartnerSecret } from './partner-secret.ts';
import type { DarajaFailure } from './transport.ts';

interface QuestionNeeds {
  readonly client: DarajaClient;
  /** The partner's secret, parsed from JSON; undefined if there is none. */
  readonly secretOf: (partner: PartnerId) => Promise<unknown>;
  /** Without a trailing slash. */
  readonly callbackBaseUrl: string;
}

/** Asks Daraja in a partner's name. */
export function darajaQuestions({ client, secretOf, callbackBaseUrl }: QuestionNeeds): MpesaQuestions {
  const credentials = async (partner: PartnerId): Promise<Result<PartnerSecret, Unanswered>> => {
    const value = await secretOf(partner);
    if (value === undefined) return refuse(`partner ${partner} has no secret`);
    const secret = readPartnerSecret(value);
    if (secret.ok) return ok(secret.value);
    const faults = secret.error.map(({ field, message }) => `${field} ${message}`).join('; ');
    return refuse(`the secret of partner ${partner} cannot be used: ${faults}`);
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
      const secret = await credentials(partnerId);
      if (!secret.ok) return secret.error;
      const token = tokenOf(secret.value, shortcode);
      if (!token.ok) return token.error;
      const answers = `${callbackBaseUrl}/hooks/${token.value}/status/${encodeURIComponent(id)}`;
      const outcome = await client.transactionStatus(secret.value, {
        shortcode,
        receipt,
        resultUrl: `${answers}/result`,
        timeoutUrl: `${answers}/timeout`,
      });
      return outcome.kind === 'accepted' ? { kind: 'asked' } : unanswered(outcome);
    },
  };
}

function tokenOf({ hookTokens }: PartnerSecret, shortcode: Shortcode): Result<string, Unanswered> {
  const token = hookTokens[shortcode]?.at(-1);
  return token === undefined
    ? refuse(`the partner's secret has no hookTokens for shortcode ${shortcode}`)
    : ok(token);
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
