import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { metricsOn } from '../../../operate/cost/dashboard-metrics.ts';
import { type Estimate, estimate } from '../../../operate/cost/estimate.ts';
import { markdownTable } from '../../../operate/cost/report.ts';
import { type Resource, readResources } from '../../../operate/cost/resources.ts';
import { readUsage } from '../../../operate/cost/usage.ts';
import { aQueue, aTable } from '../../support/builders/a-template.ts';
import type { Synthesized } from '../support/synthesized.ts';

const million = 1_000_000;
const operateDocs = join(import.meta.dirname, '../../../docs/operate.md');
const tableInDocs = /(?<=<!-- cost -->\n)[\s\S]*?(?=<!-- \/cost -->)/;

/** What a month costs follows from every resource of the templates. */
export const cost = ({ folder, settings }: Synthesized): void => {
  const usage = readUsage();
  const resources = readResources(folder);
  const of = (wired: readonly Resource[], callbacks = million): Estimate =>
    estimate({ region: settings.region, callbacks, usage, resources: wired });

  it('is known for every resource', () => {
    expect(of(resources).total).toBeGreaterThan(10);
    expect(of(resources, 0).total).toBeLessThan(of(resources).total);
  });

  it('knows every queue and every table of the stage by measurement', () => {
    expect(of(resources).lines.filter(({ what }) => what.includes('not measured'))).toEqual([]);
  });

  it('pays for the dashboard, which is larger than those of the free tier', () => {
    const board = resources.find(({ type }) => type === 'AWS::CloudWatch::Dashboard');
    const shown = metricsOn(board?.properties.DashboardBody);
    expect(shown).toBeGreaterThan(50);
    expect(shown).toBeLessThan(Number.POSITIVE_INFINITY);
    const without = of(resources.filter(({ type }) => type !== 'AWS::CloudWatch::Dashboard'));
    expect(of(resources).freeTier).toBeCloseTo(without.freeTier);
  });

  it('rises with a queue more, a table more, and callbacks', () => {
    const { total } = of(resources);
    expect(of([...resources, aQueue()]).total).toBeGreaterThan(total);
    expect(of([...resources, aTable()]).total).toBeGreaterThan(total);
    expect(of(resources, 2 * million).total).toBeGreaterThan(total);
  });
};

/** The table in the docs is what the command says. `UPDATE_COST=1` writes it anew. */
export const costInDocs = ({ folder, settings }: Synthesized): void => {
  it('is in docs/operate.md as the command tells it', () => {
    const usage = readUsage();
    const resources = readResources(folder);
    const table = markdownTable(estimate({ region: settings.region, callbacks: million, usage, resources }));
    const text = readFileSync(operateDocs, 'utf8');
    if (process.env.UPDATE_COST) writeFileSync(operateDocs, text.replace(tableInDocs, `${table}\n`));
    else expect(tableInDocs.exec(text)?.[0].trim()).toBe(table);
  });
};
