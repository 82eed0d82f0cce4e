import { canonicalJson, sha256 } from '../../../shared/kernel/canonical-json.ts';
import type { Notice } from '../../../shared/mpesa/notice.ts';
import type { KeptNotice } from '../../../shared/payments/transaction-ledger.ts';

/** A notice as it came in at 08:03:06 UTC on 14 October 2026; its body is what it says. */
export function kept<N extends Notice>(notice: N, own: Partial<KeptNotice<N>> = {}): KeptNotice<N> {
  const body = own.body ?? canonicalJson(notice);
  return { notice, body, hash: sha256(body), receivedAt: Date.UTC(2026, 9, 14, 8, 3, 6), ...own };
}
