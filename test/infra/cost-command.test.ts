import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { Resource } from '../../operate/cost/resources.ts';
import { aQueue, aResource, aTable } from '../support/builders/a-template.ts';

const root = join(import.meta.dirname, '../..');

const cost = (...options: readonly string[]) => {
  const command = ['--no-warnings', 'bin/cost.ts', ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { status, printed: stdout, said: stderr.trim() };
};

function aFolderOf(...resources: readonly Resource[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'salio-templates-'));
  const Resources = Object.fromEntries(
    resources.map(({ logicalId, type, properties }) => [logicalId, { Type: type, Properties: properties }]),
  );
  writeFileSync(join(folder, 'Shop.template.json'), JSON.stringify({ Resources }));
  return folder;
}

const totalOf = (folder: string, ...options: readonly string[]): number => {
  const { printed } = cost('--callbacks', '1000000', '--assembly', folder, '--json', ...options);
  return (JSON.parse(printed) as { readonly total: number }).total;
};

it('prints a line for each thing that costs, the sums, and what was taken for granted', () => {
  const { status, printed } = cost('--callbacks', '1000000', '--assembly', aFolderOf(aQueue()));
  expect(status).toBe(0);
  expect(printed).toContain('What 1,000,000 callbacks a month cost in eu-west-1, US dollars:');
  expect(printed).toMatch(/orders: messages.* 3 {2}million requests at 0\.4 +1\.20/);
  expect(printed).toMatch(/a month +2\.55/);
  expect(printed).toContain('Prices as written down by hand on');
});

it('tells machines the same, and reacts to what is wired and to the region', () => {
  const least = totalOf(aFolderOf(aQueue()));
  expect(least).toBeCloseTo(2.55);
  expect(totalOf(aFolderOf(aQueue(), aQueue('MoreQueue0A1B2C3D')))).toBeGreaterThan(least);
  expect(totalOf(aFolderOf(aQueue(), aTable()))).toBeGreaterThan(least);
  expect(totalOf(aFolderOf(aQueue()), '--region', 'af-south-1')).toBeGreaterThan(least);
  expect(totalOf(join(aFolderOf(aQueue()), 'Shop.template.json'))).toBeCloseTo(least);
});

it.each([
  [['--callbacks', 'many'], '--callbacks: expected a whole number from 0 to 10000000000, got "many".'],
  [[], '--callbacks: expected a whole number from 0 to 10000000000, got nothing.'],
  [['--callbacks', '1', '--stage', 'moon'], 'There is no stage "moon"'],
  [['--callbacks', '1', '--assembly', 'nowhere'], 'There are no templates in nowhere'],
  [['--callbacks', '1', '--assembly', 'docs'], 'The templates in docs hold no resources.'],
  [['--callbacks', '1', '--call', '2'], "Unknown option '--call'"],
])('%j is refused in one message', (options, message) => {
  const { status, said } = cost(...options);
  expect([status, said]).toEqual([1, expect.stringContaining(message)]);
  expect(said).not.toMatch(/\n\s+at /);
});

it('refuses a type without a price by name', () => {
  const folder = aFolderOf(aQueue(), aResource('AWS::RDS::DBInstance', {}, 'Ledger'));
  const { status, said } = cost('--callbacks', '1', '--assembly', folder);
  expect([status, said]).toEqual([1, expect.stringContaining('Ledger (AWS::RDS::DBInstance)')]);
});
