import { measureBalancePolls } from './balance-polls.ts';
import { measureBundles } from './bundles.ts';
import { measureLocalStack } from './local-stack.ts';
import { report } from './measurement.ts';
import { measureNoticeCpu } from './notice-cpu.ts';
import { measureRevenue } from './revenue.ts';
import { measureSlack } from './slack.ts';
import { renewUsage } from './usage/renew-usage.ts';

/** `npm run bench [-- notice|bundles|balances|revenue|slack|stack|usage]`: each figure beside its baseline of the same run. */
const benchmarks = {
  notice: { title: 'A notice through the core', measure: measureNoticeCpu },
  bundles: { title: 'Lambdas: size and import; the ratio is that of import time', measure: measureBundles },
  balances: { title: 'Balance polls of 10,000 shortcodes', measure: measureBalancePolls },
  slack: { title: 'Messages in Slack, at most one a second in a channel', measure: measureSlack },
  stack: { title: 'The whole stack on this machine', measure: measureLocalStack },
  usage: { title: 'What a callback uses of AWS, into operate/cost/usage.json', measure: renewUsage },
  revenue: { title: 'Six hours of revenue', measure: measureRevenue },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  console.error(`Unknown benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}
for (const [name, { title, measure }] of Object.entries(benchmarks)) {
  if (wanted.length === 0 || wanted.includes(name)) report(title, await measure());
}
