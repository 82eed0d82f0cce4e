import { MemoryPaymentBook } from '../../../shared/adapters/memory/payment-book.ts';
import { paymentId } from '../../../shared/kernel/identifiers.ts';
import { describePaymentBook } from './payment-book-contract.ts';

describePaymentBook('in memory', async () => {
  const book = new MemoryPaymentBook();
  return {
    book,
    insert: async (payments) => {
      for (const payment of payments) book.put(payment);
    },
    insertTwins: async (id) =>
      book.putFault(paymentId(id), { kind: 'ambiguous_id', message: `2 payments bear the id ${id}` }),
    insertUnreadable: async (id) =>
      book.putFault(paymentId(id), { kind: 'unreadable', field: 'amount', message: 'expected an amount' }),
    list: async (shortcodes) => book.list(shortcodes),
    empty: async () => {
      for await (const { id } of book.all()) book.remove(id);
      book.list([]);
    },
    close: async () => {},
  };
});
