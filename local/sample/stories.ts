import type { Scene, Told } from './plots.ts';
import * as plots from './plots.ts';

export interface Story {
  readonly name: string;
  /** How many of the sample's payments go this way. */
  readonly count: number;
  readonly kind: 'paybill' | 'till';
  /** Just now, or long enough ago that no minute of a run changes the outcome. */
  readonly age: 'old' | 'fresh';
  /** Two and two bear the same reference. */
  readonly inPairs: boolean;
  readonly tell: (scene: Scene) => Told;
}

const story = (
  name: string,
  count: number,
  tell: Story['tell'],
  more: Partial<Pick<Story, 'kind' | 'age' | 'inPairs'>> = {},
): Story => ({
  name,
  count,
  kind: 'paybill',
  age: 'old',
  inPairs: false,
  tell,
  ...more,
});

/** What may become of a payment, and how often it does in two days: 2,000 payments together. */
export const stories: readonly Story[] = [
  story('paid by C2B', 757, plots.paidByMenu),
  story('paid by STK', 620, plots.paidByPush),
  story('paid by STK at a till', 150, plots.paidByPush, { kind: 'till' }),
  story('paid at a till, receipt noted', 20, plots.notedByCashier, { kind: 'till' }),
  story('paid, still open at the operator', 40, plots.paidButOpen),
  story('paid just now', 20, plots.paidButOpen, { age: 'fresh' }),
  story('asked just now', 12, plots.justAsked, { age: 'fresh' }),
  story('push broken off', 170, plots.brokenOff),
  story('second try by C2B', 25, plots.secondTry),
  story('paid in parts', 30, plots.inParts),
  story('paid twice', 15, plots.paidTwice),
  story('a little too little', 12, plots.offBy(-3)),
  story('far too little', 8, plots.offBy(-40)),
  story('a little too much', 8, plots.offBy(4)),
  story('far too much', 4, plots.offBy(50)),
  story('reference mistyped', 12, plots.mistyped),
  story('never paid', 20, plots.neverPaid),
  story('completed without money', 12, plots.completedUnpaid),
  story('failed, yet paid', 10, plots.paidThough('failed')),
  story('expired, yet paid', 4, plots.paidThough('expired')),
  story('refunded on paper only', 8, plots.refundedOnPaper),
  story('two open with one reference', 8, plots.ambiguous, { inPairs: true }),
  story('sources disagree', 6, plots.sourcesDisagree),
  story('failed, nothing heard', 10, plots.givenUp('failed')),
  story('expired, nothing heard', 10, plots.givenUp('expired')),
  story('known by a status answer only', 6, plots.knownByStatus),
  story('partner unknown', 3, plots.strangePartner),
];
