import { Decimal128, Long } from 'mongodb';
import { describeRevenueBook } from './revenue-book-contract.ts';
import { openRevenue } from './revenue-harness.ts';

const fixed = (minor: number): string =>
  `${minor < 0 ? '-' : ''}${Math.floor(Math.abs(minor) / 100)}.${String(Math.abs(minor) % 100).padStart(2, '0')}`;
const forms: readonly ((minor: number) => unknown)[] = [
  (minor) => minor / 100,
  (minor) => Decimal128.fromString(fixed(minor)),
  (minor) => `₦${fixed(minor)}`,
  (minor) => (minor % 100 === 0 ? Long.fromNumber(minor / 100) : fixed(minor)),
];

describeRevenueBook('in MongoDB', async () => {
  const revenue = await openRevenue();
  return {
    book: revenue.bookOf(),
    insert: async (items) => {
      await revenue.items.insertMany(
        items.map(({ at, amountMinor, utility, isFulfilled }, number) => ({
          amount: amountMinor === undefined ? 'unknown' : forms[number % forms.length]?.(amountMinor),
          utility,
          status: isFulfilled ? 'fulfilled' : 'processing',
          createdAt: number % 3 === 2 ? new Date(at).toISOString() : new Date(at),
        })),
      );
    },
    empty: revenue.empty,
    close: revenue.close,
  };
});
