/** What a person may do. A manager sees the fleets of the token only; an admin sees all. */
export const roles = ['admin', 'manager'] as const;
export type Role = (typeof roles)[number];

/** Who calls, as the verified token says. */
export interface Caller {
  /** Its subject: names the person in the audit trail. */
  readonly sub: string;
  readonly roles: readonly Role[];
  readonly fleets: readonly string[];
}

type Claims = Readonly<Record<string, unknown>>;

/** @returns undefined where no token was verified. */
export function callerOf(claims: Claims | undefined): Caller | undefined {
  const sub = claims?.sub;
  if (typeof sub !== 'string' || sub === '') return undefined;
  return { sub, roles: words(claims?.roles).filter(isRole), fleets: words(claims?.fleets) };
}

/** Whether one of the caller's roles is among those of the route. */
export const mayCall = (caller: Caller, allowed: readonly Role[]): boolean =>
  allowed.some((role) => caller.roles.includes(role));

/** Whether what belongs to a fleet (or to none) is the caller's to see. */
export const seesFleet = (caller: Caller, fleetId: string | undefined): boolean =>
  caller.roles.includes('admin') ||
  (caller.roles.includes('manager') && fleetId !== undefined && caller.fleets.includes(fleetId));

const isRole = (word: string): word is Role => (roles as readonly string[]).includes(word);

/** A list in a token: an array, its JSON, `[a b]` (how an HTTP API hands an array on) or `a,b`. */
function words(claim: unknown): readonly string[] {
  if (Array.isArray(claim))
    return claim.filter((word): word is string => typeof word === 'string' && word !== '');
  if (typeof claim !== 'string') return [];
  const listed = parsedArray(claim);
  if (listed) return words(listed);
  return claim
    .replace(/^\[(.*)\]$/, '$1')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

function parsedArray(text: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
