import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { Payment } from './payment.ts';

/**
 * SHA-256 of all that a decision, its keys or its details read. A document merely touched (`updatedAt`) is not changed;
 * where there is no `createdAt`, the age is counted from `updatedAt`, and then it matters.
 */
export function fingerprint(payment: Payment): string {
  const { updatedAt, ...facts } = payment;
  return sha256(canonicalJson(payment.createdAt === undefined ? { ...facts, updatedAt } : facts));
}
