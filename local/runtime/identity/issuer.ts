import { createPrivateKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../assembly/json.ts';
import type { StateFolder } from '../state-folder.ts';

/** Where the gateway mounts the issuer. */
export const issuerPath = '/local/oidc';

/** Stands in for the user pool: signs tokens for anyone on this machine and publishes its keys as OpenID Connect does. */
export interface Issuer {
  readonly url: string;
  readonly jwks: { readonly keys: readonly PublicKey[] };
  /** A signed token of one hour, or one that ends at its claim `exp`. */
  token(audience: readonly string[], claims: JsonObject & { readonly sub: string }): string;
  /** Discovery and keys, by oidc-provider. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface PublicKey {
  readonly kid: string;
  readonly kty: 'RSA';
  readonly alg: 'RS256';
  readonly use: 'sig';
  readonly n: string;
  readonly e: string;
}

const file = 'issuer.json';
const lifetimeSeconds = 3600;

/** Throws StartFailure when the file of the key does not hold what was put there. */
export function openIssuer(state: StateFolder, gatewayUrl: string): Issuer {
  const { key, privateKey } = readKey(state);
  const { kid, kty, alg, use, n, e } = key;
  const url = `${gatewayUrl}${issuerPath}`;
  let provider: Promise<(request: IncomingMessage, response: ServerResponse) => unknown> | undefined;

  return {
    url,
    jwks: { keys: [{ kid, kty, alg, use, n, e }] },
    token: (audience, claims) => {
      const now = Math.floor(Date.now() / 1000);
      const exp = typeof claims.exp === 'number' ? claims.exp : now + lifetimeSeconds;
      // One that is over already was never valid after its end.
      const since = Math.min(now, exp);
      const header = { alg, typ: 'JWT', kid };
      const [only, ...others] = audience;
      const aud = others.length === 0 ? only : audience;
      const payload = {
        ...claims,
        iss: url,
        aud,
        iat: since,
        nbf: since,
        exp,
        jti: crypto.randomUUID(),
      };
      const signed = [header, payload]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
    serve: async (request, response) => {
      provider ??= startProvider(url, key);
      const handle = await provider;
      // What is mounted below a path has to be told so: the whole address in originalUrl, its own part in url.
      Object.assign(request, { originalUrl: request.url });
      request.url = (request.url ?? '').slice(issuerPath.length) || '/';
      await handle(request, response);
    },
  };
}

function readKey(state: StateFolder) {
  const text = state.read(file) ?? create(state);
  try {
    const key = JSON.parse(text) as PublicKey & JsonWebKey;
    return { key, privateKey: createPrivateKey({ key, format: 'jwk' }) };
  } catch {
    // What Node says of it may show a part of the key.
    throw state.damaged(file, new Error('it does not hold a key as JSON'));
  }
}

/** Nobody signs in here, so there is nothing to keep. */
const nothing = async () => undefined;
const adapter = () => ({
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
});

/** Loaded when first asked for: the gateway checks tokens without it. */
async function startProvider(url: string, key: JsonWebKey) {
  const { Provider } = await import('oidc-provider');
  const provider = new Provider(url, {
    adapter,
    jwks: { keys: [key as never] },
    cookies: { keys: [crypto.randomUUID()] },
    features: { devInteractions: { enabled: false } },
  });
  return provider.callback();
}

function create(state: StateFolder): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' };
  state.write(file, JSON.stringify(key));
  return JSON.stringify(key);
}
