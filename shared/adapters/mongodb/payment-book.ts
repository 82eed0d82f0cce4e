import type { Collection, Db, Document, Filter, FindOptions } from 'mongodb';
import { failed } from '../../kernel/result.ts';
import type { Payment } from '../../payments/payment.ts';
import type { BookEntry, PartnerShortcode, PaymentBook } from '../../payments/payment-book.ts';
import { type MongoConnection, queryLimitMs, scanLimitMs } from './connection.ts';
import { readPartner, type UnreadablePartner } from './partner-document.ts';
import { readEntry } from './payment-document.ts';
import { changedFilter, cluesFilter, idValues, openFilter, projectionOf } from './queries.ts';
import type { MongoSettings } from './settings.ts';
import { madeAtOf, timeOf, valueAt } from './values.ts';

const idsPerQuery = 500;
const mostByClues = 100;

/**
 * The operator's payments in MongoDB, as its documents say.
 *
 * @param onUnreadablePartner told of each listing that had to be left out; the others stand.
 */
export function mongoPaymentBook(
  connection: MongoConnection,
  settings: MongoSettings,
  onUnreadablePartner: (fault: UnreadablePartner) => void,
): PaymentBook {
  const fields = settings.fields.payments;
  const projection = projectionOf(Object.values(fields));
  const payments = (database: Db): Collection => database.collection(settings.collections.payments);
  const entries = async (filter: Filter<Document>, limit = 0): Promise<readonly BookEntry[]> => {
    const options: FindOptions = { projection, maxTimeMS: queryLimitMs, limit };
    const documents = await connection.use((database) => payments(database).find(filter, options).toArray());
    return documents.map((document) => readEntry(document, settings));
  };
  const scan = (filter: Filter<Document>): AsyncIterable<Document> =>
    connection.stream((database) =>
      payments(database).find(filter, { projection, maxTimeMS: scanLimitMs, batchSize: 1_000 }),
    );

  return {
    async byId(id) {
      const [found, ...others] = await entries({ [fields.id]: { $in: idValues(id) } });
      if (!found) return failed({ kind: 'not_found', message: `there is no payment ${id}` });
      if (others.length > 0) {
        return failed({ kind: 'ambiguous_id', message: `${others.length + 1} payments bear the id ${id}` });
      }
      return found.payment;
    },

    async byIds(ids) {
      const distinct = [...new Set(ids)];
      const found: BookEntry[] = [];
      for (let start = 0; start < distinct.length; start += idsPerQuery) {
        const values = distinct.slice(start, start + idsPerQuery).flatMap(idValues);
        found.push(...(await entries({ [fields.id]: { $in: values } })));
      }
      const sameId = Map.groupBy(found, ({ id }) => id);
      return readable(found.filter(({ id }) => sameId.get(id)?.length === 1));
    },

    async byClues(clues) {
      const filter = cluesFilter(clues, fields);
      if (!filter) return [];
      const found = await entries(filter, mostByClues);
      if (found.length < mostByClues) return readable(found);
      const { reference: _, ...keys } = clues;
      const byKeys = cluesFilter(keys, fields);
      const open = await entries({ $and: [filter, openFilter(settings)] }, mostByClues);
      return readable([...open, ...(byKeys ? await entries(byKeys, mostByClues) : [])]);
    },

    async isBorne(clues) {
      const filter = cluesFilter(clues, fields);
      if (!filter) return false;
      const options = { projection: { _id: 1 }, maxTimeMS: queryLimitMs };
      return (await connection.use((database) => payments(database).findOne(filter, options))) !== null;
    },

    async *changedSince(since) {
      for await (const document of scan(changedFilter(since, fields))) {
        if (hasChanged(document, since)) yield readEntry(document, settings);
      }
    },

    async *all() {
      for await (const document of scan({})) yield readEntry(document, settings);
    },

    count: () =>
      connection.use((database) => payments(database).estimatedDocumentCount({ maxTimeMS: queryLimitMs })),

    shortcodes: () => connection.use(activeShortcodes),
  };

  /** ISO text whose zone made it sort after `since` may tell of an instant before it. */
  function hasChanged(document: Document, since: number): boolean {
    const times = [fields.updatedAt, fields.createdAt].map((path) => timeOf(valueAt(document, path)));
    const madeAt = madeAtOf(document);
    // An ObjectId counts whole seconds.
    const isNew = madeAt !== undefined && madeAt + 1_000 > since;
    return isNew || times.some((time) => !time.ok || (time.value ?? 0) >= since);
  }

  async function activeShortcodes(database: Db): Promise<readonly PartnerShortcode[]> {
    const { name, status, shortcodes } = settings.fields.partners;
    const partners = await database
      .collection(settings.collections.partners)
      .find({ [status]: 'active' }, { projection: projectionOf([name, shortcodes]), maxTimeMS: queryLimitMs })
      .sort({ _id: 1 })
      .toArray();
    const listed = new Map<string, PartnerShortcode>();
    for (const read of partners.flatMap((partner) => readPartner(partner, settings))) {
      if (!read.ok) onUnreadablePartner(read.error);
      else onlyFirst(listed, read.value, onUnreadablePartner);
    }
    return [...listed.values()];
  }
}

/** A shortcode listed by two partners stays with the first: its money must not change hands from one read to the next. */
function onlyFirst(
  listed: Map<string, PartnerShortcode>,
  next: PartnerShortcode,
  onUnreadablePartner: (fault: UnreadablePartner) => void,
): void {
  const first = listed.get(next.shortcode);
  if (!first) listed.set(next.shortcode, next);
  else {
    onUnreadablePartner({
      partnerId: next.partnerId,
      field: 'shortcodes',
      message: `expected ${next.shortcode} once; partner ${first.partnerId} lists it too`,
    });
  }
}

const readable = (entries: readonly BookEntry[]): readonly Payment[] =>
  entries.flatMap(({ payment }) => (payment.ok ? [payment.value] : []));
