import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(import.meta.dirname, '../../bin/preflight.js'), join(folder, 'bin/preflight.js'));
  const manifest = { type: 'module', dependencies: { one: '1' }, devDependencies: { '@two/three': '1' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.ts'), "const said: string = 'it runs'; console.log(said);");
});

afterEach(() => rmSync(folder, { recursive: true }));

const install = (name: string) => {
  mkdirSync(join(folder, 'node_modules', name), { recursive: true });
  writeFileSync(join(folder, 'node_modules', name, 'package.json'), '{}');
};

const run = (...before: readonly string[]) => {
  const options = ['--no-warnings', ...before, '--import', './bin/preflight.js', 'main.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, options, { cwd: folder, encoding: 'utf8' });
  return { status, said: (stdout + stderr).trim() };
};

it('lets run what has all it needs', () => {
  install('one');
  install('@two/three');
  expect(run()).toEqual({ status: 0, said: 'it runs' });
});

it('says in one line that nothing is installed, or what is not', () => {
  expect(run()).toEqual({
    status: 1,
    said: 'Run npm ci first: one and 1 more are not installed.',
  });
  install('one');
  expect(run()).toEqual({ status: 1, said: 'Run npm ci first: @two/three is not installed.' });
});

it('says in one line that Node is too old', () => {
  install('one');
  install('@two/three');
  const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.1.0'}})";
  const { status, said } = run('--import', older);
  expect(status).toBe(1);
  expect(said).toMatch(/^Node >= 24 is needed, this is 20\.1\.0: .*elsewhere install it\.$/);
});
