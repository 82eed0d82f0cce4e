import { readSecret } from '../shared/adapters/secrets-manager/read-secret.ts';
import { signingKeys } from '../shared/payments/sign-forward.ts';

/** Finds the keys that a partner's forwards are signed with, in its secret. */
export const partnerKeys = (env: { readonly PARTNER_SECRET_PREFIX: string }) =>
  signingKeys((partner, freshAfter) => readSecret(env.PARTNER_SECRET_PREFIX + partner, freshAfter), Date.now);
