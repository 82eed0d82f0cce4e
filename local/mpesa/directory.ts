import type { C2bVersion } from './callback-bodies.ts';
import type { Registrations } from './registrations.ts';

/** A partner's app on the Daraja portal: what it may show, and the shortcodes it may speak for. */
export interface DarajaApp {
  readonly organisation: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly passkey: string;
  readonly initiatorName: string;
  readonly securityCredential: string;
  readonly shortcodes: readonly string[];
}

/** A shortcode that takes money, and where its notices go. */
export interface Merchant {
  readonly shortcode: string;
  readonly kind: 'paybill' | 'till';
  readonly organisation: string;
  /** Where pushes end that the operator's own system makes. */
  readonly stkUrl: string;
  readonly c2b: C2bUrls;
}

export interface C2bUrls {
  readonly version: C2bVersion;
  readonly confirmationUrl: string;
  readonly validationUrl: string;
  /** What happens when validation does not answer. */
  readonly responseType: 'Completed' | 'Cancelled';
}

/** C2B URLs that were registered through the API; they go before those that are taken for granted. */
export interface RegisteredUrls {
  find(shortcode: string): C2bUrls | undefined;
  put(shortcode: string, urls: C2bUrls): void;
  remove(shortcode: string): void;
  clear(): void;
}

/** Whom M-Pesa knows. Asked anew every time: partners come and go in the operator's database. */
export interface MpesaDirectory {
  apps(): Promise<readonly DarajaApp[]>;
  merchant(shortcode: string): Promise<Merchant | undefined>;
}

/** Those that partners list, with the C2B URLs that were registered for them, else those of their hook. */
export function mpesaDirectory(
  registrations: Registrations,
  registered: Pick<RegisteredUrls, 'find'>,
): MpesaDirectory {
  return {
    async apps() {
      const byPartner = new Map<string, DarajaApp>();
      for (const { partnerId, partnerName, shortcode, secret } of await registrations.all()) {
        const shortcodes = [...(byPartner.get(partnerId)?.shortcodes ?? []), shortcode];
        byPartner.set(partnerId, { ...secret, organisation: partnerName, shortcodes });
      }
      return [...byPartner.values()];
    },

    async merchant(shortcode) {
      const found = (await registrations.all()).find((one) => one.shortcode === shortcode);
      if (!found) return undefined;
      const { kind, partnerName, url } = found;
      return {
        shortcode,
        kind,
        organisation: partnerName,
        stkUrl: `${url}/stk`,
        c2b: registered.find(shortcode) ?? {
          // One version each, so that both forms of phone numbers are met.
          version: kind === 'till' ? 'v1' : 'v2',
          confirmationUrl: `${url}/c2b/confirmation`,
          validationUrl: `${url}/c2b/validation`,
          responseType: 'Completed',
        },
      };
    },
  };
}
