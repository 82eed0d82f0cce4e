import type { C2bVersion } from './callback-bodies.ts';

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

/** Whom M-Pesa knows. Asked anew every time: partners come and go in the operator's database. */
export interface MpesaDirectory {
  apps(): Promise<readonly DarajaApp[]>;
  merchant(shortcode: string): Promise<Merchant | undefined>;
}
