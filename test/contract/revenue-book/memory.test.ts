import { MemoryRevenueBook } from '../../../shared/adapters/memory/revenue-book.ts';
import { describeRevenueBook } from './revenue-book-contract.ts';

describeRevenueBook('in memory', async () => {
  const book = new MemoryRevenueBook();
  let made = 0;
  return {
    book,
    insert: async (items) => {
      for (const item of items) book.put(String(made++), item);
    },
    empty: async () => book.clear(),
    close: async () => undefined,
  };
});
