import type { Document } from 'mongodb';
import { checkoutRequestId, partnerId, paymentId, receipt, shortcode } from '../../kernel/identifiers.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import type { Direction } from '../../mpesa/notice.ts';
import { type Payment, type PaymentStatus, paymentStatuses } from '../../payments/payment.ts';
import type { BookEntry, PaymentLookupFailure } from '../../payments/payment-book.ts';
import type { MongoSettings, PaymentFields } from './settings.ts';
import { madeAtOf, minorOf, textOf, timeOf, valueAt } from './values.ts';

type Unreadable = PaymentLookupFailure & { kind: 'unreadable' };
type ReadSettings = Pick<MongoSettings, 'fields' | 'statuses'>;

/** Rows are kept under these. */
const longestId = 200;

/** Reads a document of the operator's; a fault names their field and what was expected there. */
export function readEntry(document: Document, settings: ReadSettings): BookEntry {
  const id = textOf(valueAt(document, settings.fields.payments.id));
  return { id: paymentId(id ?? ''), payment: readPayment(document, settings) };
}

/** @returns the payment, or the first field that cannot be read. */
export function readPayment(document: Document, settings: ReadSettings): Result<Payment, Unreadable> {
  const fields = settings.fields.payments;
  const at = (name: keyof PaymentFields): unknown => valueAt(document, fields[name]);
  const text = (name: keyof PaymentFields): string | undefined => textOf(at(name));
  const fault = (name: keyof PaymentFields, expected: string): Result<never, Unreadable> =>
    failed({
      kind: 'unreadable',
      field: fields[name],
      message: `expected ${expected}, found ${describe(at(name))}`,
    });

  const id = text('id');
  if (id === undefined) return fault('id', 'a string or an ObjectId');
  for (const name of ['id', 'shortcode', 'checkoutRequestId'] as const) {
    if ((text(name)?.length ?? 0) > longestId) return fault(name, `at most ${longestId} characters`);
  }
  const amount = minorOf(at('amount'));
  if (!amount.ok) return fault('amount', amount.error);
  if (amount.value < 0) return fault('amount', 'an amount that is not negative');
  const status = statusOf(text('status'), settings);
  if (!status) return fault('status', `one of ${allowedStatuses(settings).join(', ')}`);
  const direction = directionOf(at('direction'));
  if (!direction) return fault('direction', 'in or out');
  const createdAt = timeOf(at('createdAt'));
  if (!createdAt.ok) return fault('createdAt', createdAt.error);
  const updatedAt = timeOf(at('updatedAt'));
  if (!updatedAt.ok) return fault('updatedAt', updatedAt.error);

  return ok(
    withoutUndefined({
      id: paymentId(id),
      amountMinor: amount.value,
      currency: text('currency')?.trim().toUpperCase() ?? 'KES',
      status,
      direction,
      reference: text('reference'),
      method: text('method'),
      payerName: text('payerName'),
      payerPhone: text('payerPhone'),
      partnerId: mapped(text('partnerId'), partnerId),
      shortcode: mapped(text('shortcode')?.trim(), shortcode),
      fleetId: text('fleetId'),
      route: text('route'),
      vehicle: text('vehicle'),
      driver: text('driver'),
      staff: text('staff'),
      checkoutRequestId: mapped(text('checkoutRequestId')?.trim(), checkoutRequestId),
      mpesaReceipt: mapped(text('mpesaReceipt')?.trim(), receipt),
      // A document without times is as old as its ObjectId.
      createdAt: createdAt.value ?? (updatedAt.value === undefined ? madeAtOf(document) : undefined),
      updatedAt: updatedAt.value,
    }),
  );
}

const mapped = <T>(text: string | undefined, brand: (text: string) => T): T | undefined =>
  text === undefined ? undefined : brand(text);

type WithoutUndefined<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

const withoutUndefined = <T extends object>(fields: T): WithoutUndefined<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as WithoutUndefined<T>;

const isOurStatus = (word: string): word is PaymentStatus =>
  (paymentStatuses as readonly string[]).includes(word);

function statusOf(word: string | undefined, { statuses }: ReadSettings): PaymentStatus | undefined {
  if (word === undefined) return undefined;
  return Object.hasOwn(statuses, word) ? statuses[word] : isOurStatus(word) ? word : undefined;
}

const allowedStatuses = ({ statuses }: ReadSettings): readonly string[] => [
  ...new Set([...Object.keys(statuses), ...paymentStatuses]),
];

function directionOf(value: unknown): Direction | undefined {
  if (value === undefined || value === null || value === '') return 'in';
  return value === 'in' || value === 'out' ? value : undefined;
}

/** Enough to recognise the fault by; a person's data is never in the fields that are described. */
const describe = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  const text = textOf(value);
  return text === undefined ? `a value of kind ${typeof value}` : JSON.stringify(text.slice(0, 40));
};
