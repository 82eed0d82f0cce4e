import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { synthesizeLocally } from '../../bin/synthesize.ts';
import { makeSample } from '../../local/sample/sample.ts';
import { type LocalSalio, startSalio } from '../../local/start-salio.ts';
import { darajaFixture } from '../support/daraja-fixture.ts';
import { documentedCommands, documentedScripts } from '../support/documented-commands.ts';

jest.setTimeout(180_000);

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
const commands = documentedCommands();
const scriptOf = (command: string): string => /^npm run (?:-s )?([\w:-]+)/.exec(command)?.[1] ?? '';
const ofScripts = commands.filter(({ command }) => scriptOf(command) !== '');

/** Where each script is tried: on what runs here, on templates, or without credentials, where it has to say so. */
const onLocal = ['dlq', 'quarantine', 'reconcile', 'audit', 'erase', 'register'];
const onTemplates = ['doctor', 'cost', 'synth'];
const onAws = ['deploy', 'destroy', 'diff'];
/** `.ci/run` and other tests are these. */
const elsewhere = ['demo', 'start', 'lint', 'types', 'imports', 'unused', 'bench'];

/** What the AWS CLI knows of the operations that the pages name. */
const awsOperations: Readonly<Record<string, readonly string[]>> = {
  'apigateway get-resources': ['rest-api-id', 'limit', 'query', 'output'],
  'apigateway get-rest-apis': ['query', 'output'],
  'apigateway test-invoke-method': [
    ...['rest-api-id', 'resource-id', 'http-method', 'path-with-query-string', 'body'],
  ],
  'cloudformation delete-stack': ['stack-name'],
  'cloudformation detect-stack-drift': ['stack-name'],
  'cloudformation list-stack-resources': ['stack-name', 'query', 'output'],
  'cloudformation update-termination-protection': ['no-enable-termination-protection', 'stack-name'],
  'cloudformation wait': ['stack-name'],
  'cognito-idp delete-user-pool': ['user-pool-id'],
  'cognito-idp update-user-pool': ['user-pool-id', 'deletion-protection'],
  'dynamodb create-backup': ['table-name', 'backup-name', 'query', 'output'],
  'dynamodb delete-table': ['table-name'],
  'dynamodb restore-table-from-backup': ['target-table-name', 'backup-arn', 'sse-specification-override'],
  'dynamodb restore-table-to-point-in-time': [
    ...['source-table-name', 'target-table-name', 'restore-date-time', 'sse-specification-override'],
  ],
  'dynamodb update-continuous-backups': ['table-name', 'point-in-time-recovery-specification'],
  'dynamodb update-table': ['table-name', 'no-deletion-protection-enabled', 'deletion-protection-enabled'],
  'dynamodb update-time-to-live': ['table-name', 'time-to-live-specification'],
  'dynamodb wait': ['table-name'],
  'kms schedule-key-deletion': ['key-id', 'pending-window-in-days'],
  'lambda invoke': ['function-name', 'cli-binary-format', 'cli-read-timeout', 'payload'],
  'lambda list-event-source-mappings': ['query', 'output'],
  'lambda update-event-source-mapping': ['uuid', 'enabled', 'no-enabled'],
  'logs delete-log-group': ['log-group-name'],
  's3 rm': ['recursive'],
  's3api delete-bucket': ['bucket'],
  'secretsmanager create-secret': ['name', 'secret-string'],
  'service-quotas list-service-quotas': ['service-code'],
  'sqs cancel-message-move-task': ['task-handle'],
  'sqs start-message-move-task': ['source-arn'],
};

describe('the commands of the documentation', () => {
  it('are many, and of kinds that this test can try', () => {
    expect(commands.length).toBeGreaterThan(60);
    const known = /^(npm (run|ci|test|start)\b|npx cdk bootstrap|aws |curl |\.ci\/run|git (pull|checkout)\b)/;
    expect(commands.filter(({ command }) => !known.test(command.replace(/^\w+=\S+ /, '')))).toEqual([]);
  });

  it.each(commands.filter(({ command }) => command.startsWith('aws ')))(
    '$page: $command is one of AWS',
    ({ command }) => {
      const [, operation = '', options = ''] = /^aws ([\w-]+ [\w-]+)(.*)$/.exec(command) ?? [];
      const given = [...options.matchAll(/\s--([\w-]+)/g)].map(([, name]) => name);
      expect({
        operation,
        unknown: given.filter((name) => !awsOperations[operation]?.includes(name ?? '')),
      }).toEqual({ operation, unknown: [] });
      expect(Object.keys(awsOperations)).toContain(operation);
    },
  );

  it.each(ofScripts)('$page: $command is a script that is tried', ({ command }) => {
    expect(Object.keys(scripts)).toContain(scriptOf(command));
    expect([...onLocal, ...onTemplates, ...onAws, ...elsewhere]).toContain(scriptOf(command));
  });

  it('that check the whole are run by .ci/run', () => {
    const steps = [
      'npm ci',
      ...['lint', 'types', 'imports', 'unused'].map((name) => `npm run --silent ${name}`),
    ];
    expect(steps.filter((step) => !read('.ci/run').includes(step))).toEqual([]);
  });
});

describe('on a running stage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'salio-documented-'));
  let salio: LocalSalio;
  let hook = '';

  beforeAll(async () => {
    salio = await startSalio({
      ...{ port: 0, mongodbPort: 0, stateDir: folder, elsewhere: {}, log: () => undefined },
      synthesize: synthesizeLocally,
      firstSample: () => makeSample({ now: Date.now() }),
    });
    hook = (await salio.registrations.all()).find(({ shortcode }) => shortcode === '600111')?.url ?? '';
    await post(`${salio.runtime.url}/hooks/${'0'.repeat(48)}/stk`, {});
    await post(`${hook}/c2b/confirmation`, darajaFixture('c2b-confirmation-v1-legacy-clear'));
    await salio.runtime.idle();
  }, 180_000);
  afterAll(async () => {
    await salio?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const tried = (names: readonly string[]) => {
    // A script named without options is only spoken of.
    const of = ofScripts.filter(
      ({ command }) => names.includes(scriptOf(command)) && command.includes(' --'),
    );
    return [...new Map(of.map((each) => [each.command, each])).values()];
  };

  it.each(tried(onLocal))('$page: $command runs', async ({ command }) => {
    // What the page says to do in the portal when M-Pesa has URLs already.
    if (scriptOf(command) === 'register')
      await fetch(`${salio.runtime.url}/local/mpesa/shortcodes/600111/urls`, { method: 'DELETE' });
    const { status, said } = await run(await filled(command, 'local'));
    // 2: done, but not for all that it was asked for; here the secrets of a stage are not what a page has in mind.
    expect({ said, status: [0, 2].includes(status ?? -1) }).toEqual({ said, status: true });
    expect(said).not.toMatch(/Usage:|\n\s+at /);
  });

  it.each(tried(onTemplates))('$page: $command runs', async ({ command }) => {
    const { status, said } = await run(await filled(command, 'dev'));
    // A stage that is not deployed has findings; a command that is not understood has its usage.
    const allowed = scriptOf(command) === 'doctor' ? [0, 1] : [0];
    expect({ said, status: allowed.includes(status ?? -1) }).toEqual({ said, status: true });
    expect(said).not.toMatch(/Usage:|\n\s+at /);
  });

  it.each(tried(onAws))('$page: $command says what it lacks', async ({ command }) => {
    const { status, said } = await run(await filled(command, 'dev'));
    expect({ status, said }).toEqual({
      status: 1,
      said: expect.stringMatching(/credentials|keeps its data/i),
    });
    expect(said).not.toMatch(/Usage:|\n\s+at /);
  });

  it.each(documentedScripts('README.md'))('README.md: a script runs\n%s', async (script) => {
    expect(await run(here(script.replaceAll('curl ', 'curl -f ')))).toMatchObject({ status: 0 });
  });

  const calls = commands.filter(({ page, command }) => page !== 'README.md' && command.startsWith('curl '));
  it.each(calls)('$page: $command is answered', async ({ command }) => {
    const { status, said } = await run(here(command.replace('curl ', 'curl -fsS ')));
    expect({ said, status }).toEqual({ said, status: 0 });
  });

  const here = (command: string) => command.replaceAll('localhost:4000', new URL(salio.runtime.url).host);

  /** The places that a person fills in. */
  async function filled(command: string, stage: string): Promise<string> {
    const payment = await salio.operations.collection(salio.collections.payments).findOne();
    const places: Readonly<Record<string, string>> = {
      stage,
      'payment id': String(payment?._id),
      shortcode: '600111',
      receipt: 'UJE7A8B3CD',
      ...(command.includes('<id>') && { id: await aQuarantinedId() }),
    };
    return command
      .replaceAll(/<([\w ]+)>/g, (place, name: string) => places[name] ?? place)
      .replace(/--stage \w+/, `--stage ${stage}`)
      .replace('--assembly cdk.out', '--assembly cdk.out/local');
  }

  async function aQuarantinedId(): Promise<string> {
    const { said } = await run('npm run -s quarantine -- list --stage local');
    return /\b\d{13}-[0-9a-f]{16}\b/.exec(said)?.[0] ?? 'none';
  }

  async function run(command: string) {
    const env = { ...process.env, SALIO_STATE: folder, AWS_EC2_METADATA_DISABLED: 'true', HOOK: hook };
    const child = spawn('sh', ['-ec', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, said };
  }
});

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
