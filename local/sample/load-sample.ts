import type { Db } from 'mongodb';
import type { PaymentDocument } from './booking.ts';
import type { PartnerDocument } from './partners.ts';
import type { PowerDocument } from './power-trade.ts';
import type { Sample } from './sample.ts';

/** Writes the sample's partners, payments and sold power into the operator's database, in place of those of an earlier sample. */
export async function loadSample(
  db: Db,
  sample: Pick<Sample, 'partners' | 'payments' | 'power'>,
  names: { readonly partners: string; readonly payments: string; readonly power: string },
): Promise<void> {
  const partners = db.collection<PartnerDocument>(names.partners);
  const payments = db.collection<PaymentDocument>(names.payments);
  const power = db.collection<PowerDocument>(names.power);
  await Promise.all([partners.deleteMany({}), payments.deleteMany({}), power.deleteMany({})]);
  await partners.insertMany(sample.partners);
  await payments.insertMany(sample.payments);
  await power.insertMany(sample.power.map(({ document }) => document));
  await power.createIndex({ createdAt: 1 });
  await payments.createIndexes([
    { key: { reference: 1 } },
    { key: { checkoutRequestId: 1 } },
    { key: { mpesaReceipt: 1 } },
    { key: { updatedAt: 1 } },
    { key: { createdAt: 1 } },
  ]);
}
