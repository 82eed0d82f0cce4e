import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StageSettings } from './stages.ts';

const root = join(import.meta.dirname, '..');

/** Where a deployment writes the outputs of its stacks. */
export const outputsFile = join(root, 'cdk.out/outputs.json');

/** Whether the SDK finds credentials, wherever it looks by default. Asks no AWS account. */
export const hasCredentials = async (region: string): Promise<boolean> => {
  const client = new SecretsManagerClient({ region });
  try {
    await client.config.credentials();
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
};

/** Synthesizes a stage into `cdk.out`. Gives the exit status. */
export const synthesize = (settings: StageSettings): Promise<number> => run(['bin/salio.ts'], settings);

/** Runs a command of the CDK CLI over all stacks of a stage, on this Node and in the region of the stage. Gives its exit status. */
export const runCdk = (
  command: 'deploy' | 'diff',
  settings: StageSettings,
  options: readonly string[],
): Promise<number> => {
  const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const all = command === 'deploy' ? ['--all', '--outputs-file', outputsFile] : [];
  return run(
    [cli, command, ...all, '--app', `"${process.execPath}" bin/salio.ts`, '--no-notices', ...options],
    settings,
  );
};

const run = (command: readonly string[], { stage, region }: StageSettings): Promise<number> => {
  const env = { ...process.env, SALIO_STAGE: stage, AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit', env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
};
