import { JwtVerifier } from 'aws-jwt-verify';
import type { Json, JsonObject } from '../assembly/json.ts';
import type { Wired } from '../assembly/wiring.ts';
import type { Issuer } from '../identity/issuer.ts';

export type Authorization =
  | {
      readonly ok: true;
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[] | null;
    }
  | { readonly ok: false; readonly status: 401 | 403; readonly message: string };

export type Authorize = (header: string | undefined, requiredScopes: readonly string[]) => Authorization;

/**
 * A JWT authorizer: signature, issuer, audience, validity, scopes. Throws an Error for an issuer that is not served here.
 * Source: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers".
 */
export function compileAuthorizer(
  { properties }: Wired<'AWS::ApiGatewayV2::Authorizer'>,
  issuer: Issuer,
): Authorize {
  const { Audience: audience, Issuer: expected } = properties.JwtConfiguration;
  if (expected !== issuer.url) throw new Error(`the issuer ${expected} is not served here`);
  const verifier = JwtVerifier.create({
    issuer: issuer.url,
    audience: [...audience],
    jwksUri: `${issuer.url}/jwks`,
  });
  verifier.cacheJwks({ keys: issuer.jwks.keys.map((key) => ({ ...key })) });
  return (header, requiredScopes) => {
    const token = /^(?:Bearer\s+)?(\S+)$/i.exec(header?.trim() ?? '')?.[1];
    try {
      const payload = verifier.verifySync(token ?? '') as JsonObject;
      const scopes = typeof payload.scope === 'string' ? payload.scope.split(' ') : [];
      if (requiredScopes.length > 0 && !requiredScopes.some((scope) => scopes.includes(scope))) {
        return { ok: false, status: 403, message: 'Forbidden' };
      }
      const claims = Object.entries(payload).map(([name, value]) => [name, claimText(value)] as const);
      return {
        ok: true,
        claims: Object.fromEntries(claims),
        scopes: requiredScopes.length > 0 ? requiredScopes : null,
      };
    } catch {
      return { ok: false, status: 401, message: 'Unauthorized' };
    }
  };
}

/** Claims reach the function as text, whatever they were: a list as `[a b]`. */
function claimText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
