import { maskText } from '../shared/kernel/mask.ts';
import { maskSecretText } from '../shared/mpesa/remove-secrets.ts';

/** A body as a person may see it: never with a token or credential, with whole phone numbers only where they are asked for. */
export const shownBody = (body: string, unmasked: boolean): string =>
  maskSecretText(unmasked ? body : maskText(body));

/** The attributes of a message without what names its token. */
export const shownAttributes = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== 'token' && name !== 'token_sha256')
      .map(([name, value]) => [name, shownBody(value, false)]),
  );
