import type { DatabaseSync } from 'node:sqlite';
import type { ApiAnswer, DarajaErrors } from './api-answer.ts';
import type { DarajaApp, MpesaDirectory } from './directory.ts';
import type { Product } from './faults.ts';
import { capitals, type Random } from './random.ts';

interface Parts {
  readonly db: DatabaseSync;
  readonly directory: MpesaDirectory;
  readonly random: Random;
  readonly errors: DarajaErrors;
  readonly clock: () => number;
}

export type Authorized =
  | { readonly ok: true; readonly app: DarajaApp }
  | { readonly ok: false; readonly answer: ApiAnswer };

export interface AccessTokens {
  /** `GET /oauth/v1/generate`. A new token ends the app's old one. */
  issue(authorization: string | undefined, grantType: string | null): Promise<ApiAnswer>;
  /** Each product says in its own way that a token is no good. */
  authorize(authorization: string | undefined, product: Product): Promise<Authorized>;
  expireAll(): void;
}

const lifeSeconds = 3_599;

const refusedToken: Readonly<Record<Product, readonly [status: number, code: string]>> = {
  stk: [404, '404.001.03'],
  reversal: [404, '404.001.03'],
  balance: [401, '401.002.01'],
  b2c: [401, '401.002.01'],
  c2b: [400, '400.003.01'],
  status: [400, '400.003.01'],
  pull: [401, '401.001'],
};

export function accessTokens({ db, directory, random, errors, clock }: Parts): AccessTokens {
  db.exec(`CREATE TABLE IF NOT EXISTS tokens (consumer_key TEXT PRIMARY KEY, token TEXT NOT NULL,
    expires_at INTEGER NOT NULL) STRICT`);
  const save = db.prepare('INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)');
  const find = db.prepare('SELECT consumer_key FROM tokens WHERE token = ? AND expires_at > ?');

  return {
    async issue(authorization, grantType) {
      if (grantType !== 'client_credentials') {
        return errors.error(400, '400.008.02', 'Invalid grant type passed');
      }
      const { scheme, credentials } = split(authorization);
      const [key, ...secret] = Buffer.from(credentials, 'base64').toString().split(':');
      const app = (await directory.apps()).find(
        ({ consumerKey, consumerSecret }) => consumerKey === key && consumerSecret === secret.join(':'),
      );
      if (scheme !== 'basic' || !app) return errors.error(400, '400.008.01', 'Invalid Authentication passed');
      const token = random.text(28, `${capitals}abcdefghijklmnopqrstuvwxyz`);
      save.run(app.consumerKey, token, clock() + lifeSeconds * 1_000);
      return { status: 200, body: { access_token: token, expires_in: String(lifeSeconds) } };
    },

    async authorize(authorization, product) {
      const { scheme, credentials } = split(authorization);
      if (scheme !== 'bearer' || credentials === '') {
        return { ok: false, answer: errors.error(404, '404.001.04', 'Invalid Authentication Header') };
      }
      const consumerKey = find.get(credentials, clock())?.consumer_key;
      const app = (await directory.apps()).find((one) => one.consumerKey === consumerKey);
      if (app) return { ok: true, app };
      const [status, code] = refusedToken[product];
      return { ok: false, answer: errors.error(status, code, 'Invalid Access Token') };
    },

    expireAll: () => db.exec('DELETE FROM tokens'),
  };
}

function split(authorization = ''): { readonly scheme: string; readonly credentials: string } {
  const [scheme = '', credentials = ''] = authorization.trim().split(/\s+/);
  return { scheme: scheme.toLowerCase(), credentials };
}
