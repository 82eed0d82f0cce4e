import type { Receipt } from '../kernel/identifiers.ts';
import type { TransactionKind } from '../mpesa/notice.ts';

/** What is kept of a person under one receipt. */
export interface PersonalData {
  readonly receipt: Receipt;
  readonly kinds: readonly TransactionKind[];
  /** Notices that still hold a phone number, a name, or the body as it came. */
  readonly notices: number;
  /** Whether a transaction still tells a phone number or a name. */
  readonly isNamed: boolean;
}

/** Takes personal data out of what M-Pesa said, and leaves what the money needs: amount, time, shortcode, reference. */
export interface Erasure {
  /** Undefined when nothing is known of the receipt. */
  find(receipt: Receipt): Promise<PersonalData | undefined>;
  /** Can be repeated: what is erased stays so. Gives what it found to erase. */
  erase(receipt: Receipt): Promise<PersonalData | undefined>;
}
