import { MongoFault } from '../../faults.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the zone's clock is ahead of UTC at a moment. Zones: `UTC`, `+03`, `+03:00`, `Africa/Nairobi`. */
export function zoneOffsetMs(zone: string, at: number): number {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  return offsetOf(/^[+-]\d{2}(:?\d{2})?$/.test(zone) ? zone : offsetText(zone, at), zone);
}

function offsetText(zone: string, at: number): string {
  const parts = formatOf(zone).formatToParts(at);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? '').replace('GMT', '') || '+00:00';
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
    return format;
  } catch {
    throw new MongoFault(40485, `unrecognized time zone identifier: "${zone}"`);
  }
}

function offsetOf(text: string, zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?/.exec(text) ?? [];
  if (hours === undefined) throw new MongoFault(40485, `unrecognized time zone identifier: "${zone}"`);
  return (sign === '-' ? -60_000 : 60_000) * (Number(hours) * 60 + Number(minutes));
}

/** The zone's wall clock as if it were UTC, so that the getUTC… functions read it. */
export const toWallClock = (date: Date, zone: string): Date =>
  new Date(date.getTime() + zoneOffsetMs(zone, date.getTime()));

/** The moment at which the zone's wall clock shows this. */
export function fromWallClock(wall: Date, zone: string): Date {
  const guess = wall.getTime() - zoneOffsetMs(zone, wall.getTime());
  return new Date(wall.getTime() - zoneOffsetMs(zone, guess));
}
