import { assumptions } from './assumptions.ts';
import type { Estimate } from './estimate.ts';
import { costOf, type Line } from './line.ts';
import { priceLists, pricesWrittenOn } from './price-list.ts';
import type { Usage } from './usage.ts';

/** The estimate for machines: amounts in US dollars, names in snake_case. */
export const asJson = (of: Estimate, usage: Usage): object => ({
  region: of.region,
  callbacks: of.callbacks,
  currency: 'USD',
  prices_written_on: pricesWrittenOn,
  usage_measured_on: usage.measuredOn,
  lines: of.lines.map((line) => ({
    service: line.service,
    what: line.what,
    because: line.because,
    quantity: line.quantity,
    unit: line.unit,
    unit_price: line.unitPrice,
    cost: costOf(line),
  })),
  standing: of.standing,
  for_callbacks: of.forCallbacks,
  total: of.total,
  free_tier: of.freeTier,
  kept_gb: of.keptGb,
  assumptions: assumptionsOf(of, usage),
});

/** The estimate for people: dearest service first, then its lines. */
export function asTable(of: Estimate, usage: Usage): string {
  const services = Object.entries(Object.groupBy(of.lines, ({ service }) => service))
    .map(([service, lines = []]) => ({ service, lines, cost: sumOf(lines) }))
    .sort((a, b) => b.cost - a.cost);
  const rows = services.flatMap(({ service, lines, cost }) => [
    ['', '', '', '', ''],
    [service, '', '', '', dollars(cost)],
    ...lines
      .toSorted((a, b) => costOf(b) - costOf(a))
      .map((line) => [
        `  ${line.what}`,
        line.because === 'standing' ? 'standing' : 'callbacks',
        amount(line.quantity),
        `${line.unit} at ${amount(line.unitPrice)}`,
        dollars(costOf(line)),
      ]),
  ]);
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, at) =>
        at === 2 || at === 4 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    `What ${count(of.callbacks)} callbacks a month cost in ${of.region}, US dollars:`,
    ...table,
    '',
    `standing there, without any callback  ${dollars(of.standing).padStart(10)}`,
    `for the callbacks                     ${dollars(of.forCallbacks).padStart(10)}`,
    `a month                               ${dollars(of.total).padStart(10)}`,
    `less AWS's free tier, in an account that has nothing else: ${dollars(of.total - of.freeTier)}`,
    '',
    ...assumptionsOf(of, usage).map((each) => `- ${each}`),
  ].join('\n');
}

/** By service, for the docs. */
export function markdownTable(of: Estimate): string {
  const services = Object.entries(Object.groupBy(of.lines, ({ service }) => service)).map(
    ([service, lines = []]) => ({ service, lines, cost: sumOf(lines) }),
  );
  const because = (lines: readonly Line[], reason: Line['because']) =>
    dollars(sumOf(lines.filter((line) => line.because === reason)));
  const row = (name: string, lines: readonly Line[]) =>
    `| ${name} | ${because(lines, 'standing')} | ${because(lines, 'callbacks')} | ${dollars(sumOf(lines))} |`;
  return [
    '| | standing there | for the callbacks | a month |',
    '|---|---|---|---|',
    ...services.toSorted((a, b) => b.cost - a.cost).map(({ service, lines }) => row(service, lines)),
    row('**together**', of.lines),
    `| less AWS's free tier, in an account that has nothing else | | | ${dollars(of.total - of.freeTier)} |`,
  ].join('\n');
}

const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + costOf(line), 0);
const dollars = (figure: number): string => figure.toFixed(2);
const amount = (figure: number): string => figure.toLocaleString('en-US', { maximumSignificantDigits: 4 });
const count = (figure: number): string => figure.toLocaleString('en-US');

function assumptionsOf(
  { region, keptGb }: Estimate,
  { requests, measuredOn, callbacks }: Usage,
): readonly string[] {
  const prices = priceLists[region];
  const perGb = (prices?.dynamodbStoragePerGbMonth ?? 0) + (prices?.dynamodbRecoveryPerGbMonth ?? 0);
  return [
    `Prices as written down by hand on ${pricesWrittenOn} (operate/cost/price-list.ts), in the first tier, before tax. The sum counts no free tier.`,
    `What a callback uses was measured on ${measuredOn} over ${callbacks} of them (npm run bench -- usage): ${requests.payments} payments and ${requests.slackMessages} messages in Slack for each. C2B validation is not among them: Safaricom has it switched off unless it is asked for.`,
    `Functions: CPU as measured, slower by the share of a processor that the memory brings; ${assumptions.waitMs} ms for each wait for AWS, ${assumptions.mongodbMs} ms an invocation for MongoDB. One message an invocation, as at a steady trickle; bursts are cheaper.`,
    `A queue that a function reads is asked ${assumptions.pollsPerMinute} times a minute. Jobs run as their schedules say, without finding more to do than the callbacks bring.`,
    `${assumptions.shortcodes} shortcodes whose balance is asked every ${assumptions.balanceCheckMinutes} minutes, ${count(assumptions.managerRequests)} requests and ${assumptions.managerUsers} people at the manager API, ${assumptions.secretsByPeople} secrets that people made.`,
    `A queue, table or function that the measurement does not know is taken to be used once for each callback. Dead letters are taken as empty, and whatever is not in these templates (MongoDB, a NAT gateway) is not in the sum.`,
    `The callbacks of a month leave ${keptGb.toFixed(1)} GB, for good: ${dollars(keptGb * perGb)} dollars more in every month that follows. The sum holds half of it, as in a first month.`,
  ];
}
