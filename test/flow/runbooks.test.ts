import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { synthesizeLocally } from '../../bin/synthesize.ts';
import { makeSample } from '../../local/sample/sample.ts';
import { type LocalSalio, startSalio } from '../../local/start-salio.ts';
import { runbookCommands } from '../support/runbook-commands.ts';

jest.setTimeout(180_000);

const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const commands = runbookCommands();
const scriptOf = (command: string): string => /^npm run (?:-s )?([\w:-]+)/.exec(command)?.[1] ?? '';
const ofScripts = commands.filter(({ command }) => command.startsWith('npm '));
/** Written in runbooks already, and part of what is still being built. */
const coming = ['audit', 'cost', 'dlq', 'doctor', 'quarantine', 'reconcile'];

/** What the AWS CLI knows of the operations that runbooks name. */
const awsOperations: Readonly<Record<string, readonly string[]>> = {
  'sqs start-message-move-task': ['source-arn'],
  'sqs cancel-message-move-task': ['task-handle'],
  'lambda invoke': ['function-name', 'cli-binary-format', 'cli-read-timeout', 'payload'],
};

describe('the commands of the runbooks', () => {
  it('are of kinds that this test can try', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter(({ command }) => !/^(npm run|aws|curl) /.test(command))).toEqual([]);
  });

  it.each(commands.filter(({ command }) => command.startsWith('aws ')))(
    '$page: $command is one of AWS',
    ({ command }) => {
      const [, operation = '', options = ''] = /^aws (\w+ [\w-]+)(.*)$/.exec(command) ?? [];
      const known = awsOperations[operation];
      expect(known).toBeDefined();
      const given = [...options.matchAll(/\s--([\w-]+)/g)].map(([, name]) => name);
      expect(given.filter((name) => !known?.includes(name ?? ''))).toEqual([]);
    },
  );

  it.each(ofScripts)('$page: $command is a script', ({ command }) => {
    expect([...Object.keys(scripts), ...coming]).toContain(scriptOf(command));
  });
});

const runnable = ofScripts.filter(({ command }) => scriptOf(command) in scripts);

(runnable.length > 0 ? describe : describe.skip)('on a running stage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'salio-runbooks-'));
  let salio: LocalSalio;

  beforeAll(async () => {
    salio = await startSalio({
      ...{ port: 0, mongodbPort: 0, stateDir: folder, elsewhere: {}, log: () => undefined },
      synthesize: synthesizeLocally,
      firstSample: () => makeSample({ now: Date.now() }),
    });
    const stranger = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    await fetch(`${salio.runtime.url}/hooks/${'0'.repeat(48)}/stk`, stranger);
    await salio.runtime.idle();
  }, 180_000);
  afterAll(async () => {
    await salio?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it.each(runnable)('$page: $command runs', async ({ command }) => {
    const { status, said } = await run(await filled(command));
    // A stage that is not deployed has findings; a command that is not understood has its usage.
    const allowed = scriptOf(command) === 'doctor' ? [0, 1] : [0];
    expect({ said, status: allowed.includes(status ?? -1) }).toEqual({ said, status: true });
    expect(said).not.toMatch(/Usage:|\n\s+at /);
  });

  /** The places that a person fills in. */
  async function filled(command: string): Promise<string> {
    const isOfTemplates = ['doctor', 'cost'].includes(scriptOf(command));
    const payment = await salio.operations.collection(salio.collections.payments).findOne();
    const places: Readonly<Record<string, string>> = {
      stage: isOfTemplates ? 'dev' : 'local',
      'payment id': String(payment?._id),
      ...(command.includes('<id>') && { id: await aQuarantinedId() }),
    };
    return command.replaceAll(/<([\w ]+)>/g, (place, name: string) => places[name] ?? place);
  }

  async function aQuarantinedId(): Promise<string> {
    const { said } = await run('npm run -s quarantine -- list --stage local');
    return /\b[0-9a-f]{8,}[\w-]*\b/.exec(said)?.[0] ?? 'none';
  }

  async function run(command: string): Promise<{ readonly status: number | null; readonly said: string }> {
    const env = { ...process.env, SALIO_STATE: folder, AWS_EC2_METADATA_DISABLED: 'true' };
    const child = spawn('sh', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, said };
  }
});
