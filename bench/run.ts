import { measureBalancePolls } from './balance-polls.ts';
import { measureBundles } from './bundles.ts';
import { measureLocalStack } from './local-stack.ts';
import { report } from './measurement.ts';
import { measureNoticeCpu } from './notice-cpu.ts';

/** `npm run bench [-- notice|bundles|balances|stack]`: each figure beside its baseline of the same run. */
const benchmarks = {
  notice: { title: 'A notice through the core', measure: measureNoticeCpu },
  bundles: { title: 'Lambdas: size and import; the ratio is that of import time', measure: measureBundles },
  balances: { title: 'Balance polls of 10,000 shortcodes', measure: measureBalancePolls },
  stack: { title: 'The whole stack on this machine', measure: measureLocalStack },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`Unknown benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}
for (const [name, { title, measure }] of Object.entries(benchmarks)) {
  if (wanted.length === 0 || wanted.includes(name)) report(title, await measure());
}
