import { ConfigurationError } from '../../lib/stages.ts';
import { assumptions } from './assumptions.ts';
import { freeTierOf } from './free-tier.ts';
import { type Bill, costOf, gigabyte, type Line, million } from './line.ts';
import { priceLists } from './price-list.ts';
import { freeTypes, pricers } from './pricers/resource-types.ts';
import type { Resource } from './resources.ts';
import type { Usage } from './usage.ts';

export interface Estimate {
  readonly region: string;
  readonly callbacks: number;
  /** Each costs something. */
  readonly lines: readonly Line[];
  /** US dollars a month. */
  readonly standing: number;
  readonly forCallbacks: number;
  readonly total: number;
  /** What of it an account that has nothing else need not pay. */
  readonly freeTier: number;
  /** What a month's callbacks leave in the tables, which is kept for good. */
  readonly keptGb: number;
}

export interface EstimateOptions {
  readonly region: string;
  readonly callbacks: number;
  readonly usage: Usage;
  readonly resources: readonly Resource[];
}

/**
 * What a month costs, line by line. Throws ConfigurationError when there are no prices for the region, and for every type of
 * resource that is neither priced nor known to be free.
 */
export function estimate({ region, callbacks, usage, resources }: EstimateOptions): Estimate {
  const prices = priceLists[region];
  if (!prices) {
    const known = Object.keys(priceLists).join(', ');
    throw new ConfigurationError(
      `There are no prices for the region ${region}; there are for ${known} (operate/cost/price-list.ts).`,
    );
  }
  refuseUnknown(resources);
  const bill: Bill = { callbacks, prices, usage, resources };
  const priced = Object.entries(pricers).flatMap(([type, ofType]) => {
    const own = resources.filter((each) => each.type === type);
    return own.length === 0 ? [] : ofType.flatMap((price) => price(own, bill));
  });
  const lines = [...priced, ...ofPeople(bill)].filter((line) => costOf(line) > 0);
  const sum = (because: Line['because']) =>
    lines.filter((line) => line.because === because).reduce((total, line) => total + costOf(line), 0);
  const [standing, forCallbacks] = [sum('standing'), sum('callbacks')];
  const kept = Object.values(usage.perCallback.tables).reduce((total, { bytes }) => total + bytes, 0);
  const keptGb = (kept * callbacks) / gigabyte;
  return {
    region,
    callbacks,
    lines,
    standing,
    forCallbacks,
    total: standing + forCallbacks,
    freeTier: freeTierOf(lines),
    keptGb,
  };
}

const isFree = (type: string): boolean =>
  freeTypes.some((entry) => (typeof entry === 'string' ? entry === type : entry.test(type)));

function refuseUnknown(resources: readonly Resource[]): void {
  const unknown = resources.filter(({ type }) => !Object.hasOwn(pricers, type) && !isFree(type));
  if (unknown.length === 0) return;
  const named = unknown.map(({ logicalId, type }) => `${logicalId} (${type})`).join(', ');
  throw new ConfigurationError(
    `These resources have no price here: ${named}. Price their type, or list it as free, in operate/cost/pricers/resource-types.ts.`,
  );
}

/** What people put beside the stacks. */
const ofPeople = ({ prices }: Bill): readonly Line[] => [
  {
    ...{
      service: 'Secrets Manager',
      what: 'secrets that people put there',
      because: 'standing',
      unit: 'a month',
    },
    ...{ quantity: assumptions.secretsByPeople, unitPrice: prices.secretPerMonth },
  },
  {
    ...{ service: 'Secrets Manager', what: 'secrets read', because: 'standing', unit: 'million reads' },
    ...{ quantity: assumptions.secretReads / million, unitPrice: prices.secretReadsPerMillion },
  },
];
