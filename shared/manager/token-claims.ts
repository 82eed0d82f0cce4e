import { roles } from './access.ts';

/**
 * The claims that `access.ts` reads, for a person of these groups and this `custom:fleets` (separated by commas). They are JSON
 * text, since an HTTP API hands an array on as `[a b]`, where a blank inside a fleet's name could not be told from the next one.
 */
export const tokenClaims = (
  groups: readonly string[],
  fleets: string | undefined,
): { roles: string; fleets: string } => ({
  roles: JSON.stringify(roles.filter((role) => groups.includes(role))),
  fleets: JSON.stringify(
    (fleets ?? '')
      .split(',')
      .map((fleet) => fleet.trim())
      .filter((fleet) => fleet !== ''),
  ),
});
