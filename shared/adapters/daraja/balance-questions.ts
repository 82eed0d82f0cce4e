import type { AskRefusal, BalanceQuestions } from '../../balances/balance-questions.ts';
import { failed, ok } from '../../kernel/result.ts';
import type { DarajaClient } from './daraja-client.ts';
import { hookTokenOf, initiatorOf, partnerCredentials, type SecretOf } from './partner-credentials.ts';

interface QuestionNeeds {
  readonly client: DarajaClient;
  readonly secretOf: SecretOf;
  /** Without a trailing slash. */
  readonly callbackBaseUrl: string;
}

/** In whose name a partner's questions are asked. */
export const darajaCredentials = (secretOf: SecretOf): Pick<BalanceQuestions, 'credential'> => ({
  async credential(partnerId, freshAfter) {
    const secret = await partnerCredentials(secretOf, partnerId, freshAfter);
    if (!secret.ok) return failed(unusable(secret.error));
    const { credentialSetOn } = secret.value;
    return ok({
      initiator: initiatorOf(secret.value),
      ...(credentialSetOn !== undefined && { setOn: credentialSetOn }),
    });
  },
});

/** Asks Daraja for balances in a partner's name; the answers come to the shortcode's own callback URLs. */
export const darajaBalanceQuestions = ({
  client,
  secretOf,
  callbackBaseUrl,
}: QuestionNeeds): BalanceQuestions => ({
  ...darajaCredentials(secretOf),

  async ask({ id, partnerId, shortcode }, freshAfter) {
    const secret = await partnerCredentials(secretOf, partnerId, freshAfter);
    if (!secret.ok) return { kind: 'refused', ...unusable(secret.error) };
    const token = hookTokenOf(secret.value, shortcode);
    if (!token.ok) return { kind: 'refused', ...unusable(token.error) };
    const answers = `${callbackBaseUrl}/hooks/${token.value}/balance/${encodeURIComponent(id)}`;
    const outcome = await client.accountBalance(secret.value, {
      shortcode,
      resultUrl: `${answers}/result`,
      timeoutUrl: `${answers}/timeout`,
    });
    return outcome.kind === 'accepted' ? { kind: 'asked', conversationId: outcome.conversationId } : outcome;
  },
});

const unusable = (message: string): AskRefusal => ({ code: 'secret_unusable', message });
