import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'left-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('are gone once the tests are over, whoever made them', () => {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const { status, stderr } = spawnSync(process.execPath, [...jest, 'test/infra/ci-run.test.ts'], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.stringContaining('4 passed')]);
  expect(readdirSync(folder).filter((name) => name.startsWith('salio-'))).toEqual([]);
});
