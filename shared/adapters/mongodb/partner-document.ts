import type { Document } from 'mongodb';
import { partnerId, shortcode } from '../../kernel/identifiers.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import type { PartnerShortcode } from '../../payments/payment-book.ts';
import type { MongoSettings } from './settings.ts';
import { textOf, valueAt } from './values.ts';

/** A partner, or one of its shortcodes, that had to be left out. */
export interface UnreadablePartner {
  readonly partnerId: string;
  readonly field: string;
  readonly message: string;
}

/** The shortcodes of one partner that can be read, and the faults of the others. */
export function readPartner(
  document: Document,
  { fields }: Pick<MongoSettings, 'fields'>,
): readonly Result<PartnerShortcode, UnreadablePartner>[] {
  const id = textOf(document._id) ?? '';
  const fault = (field: string, expected: string) =>
    failed({ partnerId: id, field, message: `expected ${expected}` });
  if (id === '') return [fault('_id', 'a string or an ObjectId')];

  const listed = valueAt(document, fields.partners.shortcodes);
  if (listed === undefined || listed === null) return [];
  if (!Array.isArray(listed)) return [fault(fields.partners.shortcodes, 'an array')];
  const partnerName = textOf(valueAt(document, fields.partners.name)) ?? id;

  return listed.map((entry: unknown, position) => {
    const path = `${fields.partners.shortcodes}.${position}`;
    // A list of bare numbers is a list of shortcodes without settings.
    const settings: Document =
      typeof entry === 'object' && entry !== null ? entry : { [fields.shortcodes.shortcode]: entry };
    const at = (name: keyof typeof fields.shortcodes): unknown =>
      valueAt(settings, fields.shortcodes[name]) ?? undefined;
    const faultAt = (name: keyof typeof fields.shortcodes, expected: string) =>
      fault(`${path}.${fields.shortcodes[name]}`, expected);

    const code = textOf(at('shortcode'))?.trim();
    if (code === undefined || !/^\d{1,10}$/.test(code))
      return faultAt('shortcode', 'the digits of a paybill or till');
    const kind = at('kind') ?? 'paybill';
    if (kind !== 'paybill' && kind !== 'till') return faultAt('kind', 'paybill or till');
    const expectsPayments = at('expectsPayments') ?? true;
    if (typeof expectsPayments !== 'boolean') return faultAt('expectsPayments', 'true or false');
    const validation = at('validation') ?? 'accept_all';
    if (validation !== 'accept_all' && validation !== 'check')
      return faultAt('validation', 'accept_all or check');
    return ok({
      partnerId: partnerId(id),
      partnerName,
      shortcode: shortcode(code),
      kind,
      expectsPayments,
      validation,
    });
  });
}
