import { type Document, type Filter, ObjectId } from 'mongodb';
import type { PaymentId } from '../../kernel/identifiers.ts';
import { openStatuses, paymentStatuses } from '../../payments/payment.ts';
import type { PaymentClues } from '../../payments/payment-book.ts';
import type { MongoSettings, PaymentFields } from './settings.ts';

const objectIdText = /^[0-9a-f]{24}$/;

/** The values that a document bearing this id may hold: the text, and the ObjectId that prints so. */
export const idValues = (id: PaymentId): readonly (string | ObjectId)[] =>
  objectIdText.test(id) ? [id, new ObjectId(id)] : [id];

/** Documents that bear one of the clues; undefined when there is nothing to look for. */
export function cluesFilter(clues: PaymentClues, fields: PaymentFields): Filter<Document> | undefined {
  const either: Filter<Document>[] = [];
  if (clues.checkoutRequestIds.length > 0) {
    either.push({ [fields.checkoutRequestId]: { $in: [...clues.checkoutRequestIds] } });
  }
  if (clues.receipt !== undefined) either.push({ [fields.mpesaReceipt]: { $in: spellings(clues.receipt) } });
  const references = spellings(clues.reference ?? '');
  if (references.length > 0) {
    either.push({
      [fields.reference]: { $in: references },
      // null stands for absent as well: such a payment may be paid to any shortcode.
      ...(clues.shortcodes !== undefined && {
        [fields.shortcode]: { $in: [...clues.shortcodes.flatMap(spellings), null, ''] },
      }),
    });
  }
  return either.length > 0 ? { $or: either } : undefined;
}

/** Documents whose status, in the operator's words, is one that still waits for money. */
export function openFilter({
  fields,
  statuses,
}: Pick<MongoSettings, 'fields' | 'statuses'>): Filter<Document> {
  const words = [
    ...Object.keys(statuses),
    ...paymentStatuses.filter((word) => !Object.hasOwn(statuses, word)),
  ];
  const open = words.filter((word) => {
    const status = statuses[word] ?? word;
    return openStatuses.some((each) => each === status);
  });
  return { [fields.payments.status]: { $in: open } };
}

/** As typed, trimmed, in upper and in lower case, and as a number, since operators keep `000418` as text but 418 as either. */
function spellings(typed: string): readonly (string | number)[] {
  const trimmed = typed.trim();
  if (trimmed === '') return [];
  const texts = new Set([typed, trimmed, typed.toUpperCase(), trimmed.toUpperCase(), trimmed.toLowerCase()]);
  return /^[1-9]\d{0,14}$/.test(trimmed) ? [...texts, Number(trimmed)] : [...texts];
}

/**
 * Documents created or updated at or after `since`, whether their times are dates or ISO text (MongoDB compares only
 * what is of one type). Text east of Greenwich sorts later than its instant, so a few more may come, none fewer; text with a zone
 * west of it is left to the full check.
 */
export function changedFilter(since: number, fields: PaymentFields): Filter<Document> {
  const date = new Date(since);
  // Without zone and fraction, so that it sorts before every spelling of that second.
  const text = date.toISOString().slice(0, 19);
  const either: Filter<Document>[] = [fields.updatedAt, fields.createdAt].flatMap((field) => [
    { [field]: { $gte: date } },
    { [field]: { $gte: text } },
  ]);
  // Found even where the operator writes no times at all.
  either.push({ _id: { $gte: ObjectId.createFromTime(Math.max(0, Math.floor(since / 1000))) } });
  return { $or: either };
}

/** The mapped fields and `_id`; a path below one that is asked for anyway would be refused. */
export const projectionOf = (paths: readonly string[]): Document =>
  Object.fromEntries(
    paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`))).map((path) => [path, 1]),
  );
