import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'salio-nothing-runs-'));

/** A command with nothing running, and without an AWS account in reach. */
const run = (...[name, ...options]: readonly string[]) => {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'none'),
    SALIO_STATE: folder,
  };
  const command = [join(root, `bin/${name}.ts`), ...options];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, env, encoding: 'utf8' });
  return { status, said: stderr.trim() };
};

describe.each([['quarantine', 'list'], ['dlq', 'list'], ['audit'], ['reconcile', '--since', '2h']])(
  'npm run %s',
  (...command) => {
    it.each([
      [[], 'No stage was named; the stages are dev, local, prod (one file each in config/).'],
      [['--stage', 'staging'], 'There is no stage "staging"; the stages are dev, local, prod'],
      [['--stage', 'local'], `Nothing runs in ${folder}: start it with npm start, or set SALIO_STATE`],
      [['--stage', 'dev'], 'Could not load credentials from any providers'],
      [['--stag', 'dev'], "Unknown option '--stag'"],
    ])('%j is refused in one message', (options, message) => {
      const { status, said } = run(...command.filter((word) => word !== undefined), ...options);
      expect([status, said]).toEqual([1, expect.stringContaining(message)]);
      expect(said).not.toMatch(/\n\s+at /);
    });
  },
);

it('a system that was killed is not taken for one that runs', () => {
  const killed = mkdtempSync(join(tmpdir(), 'salio-killed-'));
  const installation = { url: 'http://127.0.0.1:9', region: 'eu-west-1', variables: {}, queues: [] };
  writeFileSync(join(killed, 'installation.json'), JSON.stringify(installation));
  const env = { ...process.env, SALIO_STATE: killed };
  const command = [join(root, 'bin/dlq.ts'), 'list', '--stage', 'local'];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining(`Nothing runs in ${killed}`)]);
});
