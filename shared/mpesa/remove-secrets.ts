const secretKeys = new Set([
  'securitycredential',
  'initiator',
  'initiatorname',
  'password',
  'passkey',
  'consumerkey',
  'consumersecret',
  'authorization',
  'accesstoken',
  'token',
]);
const urlToken = /(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])/gi;
const deepest = 32;

const isSecret = (key: unknown): boolean =>
  typeof key === 'string' && secretKeys.has(key.toLowerCase().replaceAll(/[^a-z]/g, ''));

/** Text that is no JSON, with tokens of callback URLs and what looks like a credential's value starred. */
export const maskSecretText = (text: string): string =>
  text
    .replaceAll(urlToken, '***')
    .replaceAll(
      /((?:SecurityCredential|Initiator\w*|Pass\w*|Consumer\w*|Authorization)\W{1,5})[^\s"',&]+/gi,
      '$1***',
    );

/**
 * A copy of a JSON body without credentials, fit to be kept: M-Pesa posts our own requests back on a timeout. Tokens inside
 * callback URLs are starred; what is nested deeper than 32 levels is cut off.
 */
export function removeSecrets(body: unknown, depth = 0): unknown {
  if (typeof body === 'string') return body.replaceAll(urlToken, '***');
  if (typeof body !== 'object' || body === null) return body;
  if (depth >= deepest) return '…';
  if (Array.isArray(body)) return body.map((item) => removeSecrets(item, depth + 1));
  const members = Object.entries(body);
  const namesSecret = members.some(([key, value]) => (key === 'Key' || key === 'Name') && isSecret(value));
  return Object.fromEntries(
    members
      .filter(([key]) => !isSecret(key) && !(namesSecret && key === 'Value'))
      .map(([key, value]) => [key, removeSecrets(value, depth + 1)]),
  );
}
