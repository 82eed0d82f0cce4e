import { ObjectId } from 'mongodb';
import type { PartnerShortcode } from '../../../shared/payments/payment-book.ts';
import { documentOf, openMongo } from './mongo-harness.ts';
import { describePaymentBook } from './payment-book-contract.ts';

describePaymentBook('in MongoDB', async () => {
  const mongo = await openMongo();
  return {
    book: mongo.bookWith(),
    insert: async (payments) => {
      await mongo.payments.insertMany(payments.map(documentOf));
    },
    insertTwins: async (id) => {
      const twin = { amount: 1, status: 'pending' };
      await mongo.payments.insertMany([
        { _id: new ObjectId(id), ...twin },
        { ...twin, ...idText(id) },
      ]);
    },
    insertUnreadable: async (id) => {
      await mongo.payments.insertOne({ ...idText(id), amount: 'soon', status: 'pending' });
    },
    list: async (shortcodes) => {
      await mongo.partners.insertMany(
        Object.entries(Object.groupBy(shortcodes, ({ partnerId }) => partnerId)).map(([id, listed = []]) => ({
          ...idText(id),
          name: listed[0]?.partnerName,
          status: 'active',
          shortcodes: listed.map(({ shortcode, kind, expectsPayments, validation }: PartnerShortcode) => ({
            ...{ shortcode, kind, expectsPayments, validation },
          })),
        })),
      );
    },
    empty: mongo.empty,
    close: mongo.close,
  };
});

/** The driver's types expect ObjectIds; operators' ids are often text. */
const idText = (id: string): { _id: ObjectId } => ({ _id: id }) as unknown as { _id: ObjectId };
