import type { Document } from 'mongodb';
import { partnerId, shortcode } from '../../kernel/identifiers.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import { type ForwardTargets, forwardTargetNames } from '../../payments/forward.ts';
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
  { fields, loopbackTargets }: Pick<MongoSettings, 'fields' | 'loopbackTargets'>,
): readonly Result<PartnerShortcode, UnreadablePartner>[] {
  const id = textOf(document._id) ?? '';
  const fault = (field: string, expected: string) =>
    failed({ partnerId: id, field, message: `expected ${expected}` });
  if (id === '') return [fault('_id', 'a string or an ObjectId')];

  const listed = valueAt(document, fields.partners.shortcodes);
  if (listed === undefined || listed === null) return [];
  if (!Array.isArray(listed)) return [fault(fields.partners.shortcodes, 'an array')];
  const partnerName = textOf(valueAt(document, fields.partners.name)) ?? id;

  return listed.flatMap((entry: unknown, position) => {
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
    const { targets, faults } = readTargets(at('forwardTo') ?? settings.forward_to ?? {}, loopbackTargets);
    const read: PartnerShortcode = {
      partnerId: partnerId(id),
      partnerName,
      shortcode: shortcode(code),
      kind,
      expectsPayments,
      validation,
      ...(Object.keys(targets).length > 0 && { forwardTo: targets }),
    };
    // Money counts for the shortcode wherever its notices may go on to.
    const forwardPath = `${path}.${fields.shortcodes.forwardTo}`;
    return [ok(read), ...faults.map(({ target, expected }) => fault(forwardPath + target, expected))];
  });
}

/** Those that can be used, and what is wrong with the others; no fault quotes a URL. */
function readTargets(given: unknown, loopback: boolean) {
  const targets: { -readonly [Name in keyof ForwardTargets]: ForwardTargets[Name] } = {};
  const faults: { readonly target: string; readonly expected: string }[] = [];
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { targets, faults: [{ target: '', expected: `an object with ${forwardTargetNames.join(', ')}` }] };
  }
  for (const [name, value] of Object.entries(given)) {
    const known = forwardTargetNames.find((each) => each === name);
    if (!known) faults.push({ target: `.${name}`, expected: `none but ${forwardTargetNames.join(', ')}` });
    else if (value === null || value === undefined) continue;
    else if (isTarget(value, loopback)) targets[known] = value;
    else
      faults.push({ target: `.${name}`, expected: 'an https URL without user name, password and fragment' });
  }
  return { targets, faults };
}

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

function isTarget(value: unknown, loopback: boolean): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (loopback && protocol === 'http:' && loopbackHosts.includes(hostname));
}
