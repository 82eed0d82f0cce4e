import { type Collection, type Document, ObjectId } from 'mongodb';

/** What the operator's own system notes in its payments when it sends an STK push. */
export interface OperatorBookings {
  exists(paymentId: string): Promise<boolean>;
  pushSent(paymentId: string, checkoutRequestId: string, at: number): Promise<void>;
}

/** In a collection that bears the default names. */
export function operatorBookings(payments: Collection<Document>): OperatorBookings {
  return {
    exists: async (paymentId) => (await payments.findOne(byId(paymentId))) !== null,
    pushSent: async (paymentId, checkoutRequestId, at) => {
      await payments.updateOne(byId(paymentId), {
        $set: { checkoutRequestId, status: 'processing', updatedAt: new Date(at) },
      });
    },
  };
}

/** Ids are strings or ObjectIds; the text does not tell which. */
const byId = (id: string): Document => ({
  _id: { $in: ObjectId.isValid(id) && id.length === 24 ? [id, new ObjectId(id)] : [id] },
});
