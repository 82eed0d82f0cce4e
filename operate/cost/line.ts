import type { PriceList } from './price-list.ts';
import type { Resource } from './resources.ts';
import type { Usage } from './usage.ts';

/** One line of the bill. */
export interface Line {
  readonly service: string;
  /** Which resource, and what of it. */
  readonly what: string;
  /** Whether it is paid for standing there, or for the callbacks. */
  readonly because: 'standing' | 'callbacks';
  readonly quantity: number;
  /** What is counted, for example `million requests`. */
  readonly unit: string;
  /** US dollars. */
  readonly unitPrice: number;
}

export const costOf = ({ quantity, unitPrice }: Line): number => quantity * unitPrice;

/** All that a line is computed from. */
export interface Bill {
  readonly callbacks: number;
  readonly prices: PriceList;
  readonly usage: Usage;
  readonly resources: readonly Resource[];
}

/** Prices all resources of one type together. */
export type Pricer = (resources: readonly Resource[], bill: Bill) => readonly Line[];

export const ofType = ({ resources }: Pick<Bill, 'resources'>, ...types: readonly string[]) =>
  resources.filter(({ type }) => types.includes(type));

/** So many each, whatever happens. */
export const each =
  (service: string, what: string, price: (prices: PriceList) => number, unit = 'a month'): Pricer =>
  (resources, { prices }) => [
    {
      service,
      what,
      because: 'standing',
      quantity: resources.length,
      unit,
      unitPrice: price(prices),
    },
  ];

export const million = 1_000_000;
export const gigabyte = 1_000_000_000;
