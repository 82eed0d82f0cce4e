import type { PartnerId } from '../kernel/identifiers.ts';
import type { ConfigKey } from './configuration.ts';

/** Webhooks of a partner's rows, in its secret and nowhere else. No change of the secret by others is lost. */
export interface WebhookVault {
  put(partnerId: PartnerId, key: ConfigKey, url: string): Promise<'stored' | 'no_secret'>;
  /** No effect where there is none. */
  remove(partnerId: PartnerId, key: ConfigKey): Promise<void>;
}
