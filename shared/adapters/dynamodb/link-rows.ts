import * as z from 'zod/mini';
import type { PaymentId, Receipt } from '../../kernel/identifiers.ts';
import { type Allocation, allocationRules, type TransactionHead } from '../../payments/transaction.ts';
import { sharesOf } from '../../payments/transaction-head.ts';
import type { Link } from '../../reconciliation/reconciliation-ledger.ts';
import { kind } from './notice-rows.ts';
import type { Row, RowWrite } from './rows.ts';
import { identifier } from './schema.ts';
import { paymentPk, transactionId } from './tables.ts';

const linkRow = z.object({
  receipt: identifier<Receipt>(),
  kind,
  amountMinor: z.int(),
  rule: z.enum(allocationRules),
});

/** A payment's share of a transaction, under the payment. */
export function readLink(row: Row): Link {
  const { receipt, kind, amountMinor, rule } = linkRow.parse(row);
  return { transaction: { receipt, kind }, amountMinor, rule };
}

/** Puts the links that are new or differ, and deletes those of payments that have no share any more. */
export function linkWrites(
  TableName: string,
  head: TransactionHead,
  allocations: readonly Allocation[],
): readonly RowWrite[] {
  const { receipt, kind } = head;
  const keyUnder = (paymentId: PaymentId) => ({ pk: paymentPk(paymentId), sk: transactionId(head) });
  const before = sharesOf(head.allocations);
  const after = sharesOf(allocations);
  const puts = [...after].filter(([paymentId, share]) => {
    const known = before.get(paymentId);
    return known?.amountMinor !== share.amountMinor || known.rule !== share.rule;
  });
  const gone = [...before.keys()].filter((paymentId) => !after.has(paymentId));
  return [
    ...puts.map(
      ([paymentId, share]): RowWrite => ({
        Put: { TableName, Item: { ...keyUnder(paymentId), receipt, kind, ...share } },
      }),
    ),
    ...gone.map((paymentId): RowWrite => ({ Delete: { TableName, Key: keyUnder(paymentId) } })),
  ];
}
