import type { Figures } from './figures.ts';
import type { RevenueWindow } from './window.ts';

/**
 * The operator's items of one report: those fulfilled as they are now, by their time. Both throw `Unavailable`, whose message
 * holds no secret, when the database does not answer.
 */
export interface RevenueBook {
  /** To the cent. Throws as well when the items cannot be added up. */
  figures(window: RevenueWindow): Promise<Figures>;
  /** How many there are, whatever their amounts. */
  count(window: RevenueWindow): Promise<number>;
}
