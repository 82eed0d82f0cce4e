import * as z from 'zod/mini';
import { sha256 } from '../../kernel/canonical-json.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import type { DarajaTokenStore } from '../../payments/daraja-token-store.ts';
import { type Answer, type DarajaFailure, failureOf, type Transport } from './transport.ts';

export interface AppCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

export interface AccessTokens {
  /** The app's token as all functions share it, or a new one. @param refused a token that M-Pesa no longer takes. */
  get(app: AppCredentials, refused?: string): Promise<Result<string, DarajaFailure>>;
}

export interface TokenNeeds {
  readonly transport: Transport;
  readonly tokens: DarajaTokenStore;
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Longer than M-Pesa may take, so that two never ask at once. */
const leaseMs = 12_000;
const lookAgainMs = 150;
const patienceMs = 6_000;
/** A token of an hour is replaced after 55 minutes. */
const usableShare = 11 / 12;

/** The wire sends a string of seconds, the documents print a number. */
const tokenAnswer = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.pipe(
    z.union([z.string(), z.number()]),
    z.pipe(z.transform(Number), z.number().check(z.positive())),
  ),
});

export function accessTokens({ transport, tokens, clock, sleep }: TokenNeeds): AccessTokens {
  const ask = async (appKey: string, app: AppCredentials): Promise<Result<string, DarajaFailure>> => {
    const basic = Buffer.from(`${app.consumerKey}:${app.consumerSecret}`).toString('base64');
    const path = '/oauth/v1/generate?grant_type=client_credentials';
    const answer = await transport.send({ method: 'GET', path, authorization: `Basic ${basic}` });
    const given = answer.ok ? readToken(answer.value) : undefined;
    if (!given) {
      await tokens.release(appKey);
      return answer.ok
        ? failed(failureOf(answer.value, [app.consumerKey, app.consumerSecret, basic]))
        : answer;
    }
    await tokens.save(
      appKey,
      given.access_token,
      clock() + Math.floor(given.expires_in * 1_000 * usableShare),
    );
    return ok(given.access_token);
  };

  return {
    async get(app, refused) {
      const appKey = sha256(app.consumerKey);
      if (refused !== undefined) await tokens.drop(appKey, refused);
      const giveUpAt = clock() + patienceMs;
      for (;;) {
        const known = await tokens.read(appKey);
        if (known && known.token !== refused && known.expiresAt > clock()) return ok(known.token);
        if (await tokens.lease(appKey, clock(), leaseMs)) return ask(appKey, app);
        // Another one is still asking: no fault of this question, which comes back in a moment.
        if (clock() >= giveUpAt) return failed({ kind: 'throttled', retryAfterSeconds: 5 });
        await sleep(lookAgainMs);
      }
    },
  };
}

const readToken = ({ status, body }: Answer) => {
  const parsed = tokenAnswer.safeParse(body);
  return status === 200 && parsed.success ? parsed.data : undefined;
};
