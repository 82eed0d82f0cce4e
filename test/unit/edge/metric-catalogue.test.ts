import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type MetricName, metricCatalogue, metricDimensions } from '../../../shared/edge/metric-catalogue.ts';

const docs = readFileSync(join(import.meta.dirname, '../../../docs/metrics.md'), 'utf8');
const names = Object.keys(metricCatalogue) as MetricName[];

describe('the catalogue of metrics', () => {
  it.each(names)('%s is documented as it is', (name) => {
    const { unit, meaning } = metricCatalogue[name];
    const { service } = metricDimensions(name, 'any');
    const dimensions = `\`stage\`${service === undefined ? '' : `, \`service\` = \`${service}\``}`;
    const told = unit === 'None' ? 'minor units' : unit;
    expect(docs).toContain(`| \`${name}\` | ${told} | ${dimensions} | ${meaning} |`);
  });

  it('tells stages of one account apart, and costs no more than its share of the bill', () => {
    for (const name of names)
      expect(metricDimensions(name, 'dev')).not.toEqual(metricDimensions(name, 'prod'));
    // At $0.30 each.
    expect(names.length).toBeLessThanOrEqual(25);
  });
});
