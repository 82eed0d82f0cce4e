import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StageSettings } from '../../lib/stages.ts';

const root = join(import.meta.dirname, '../..');
const assembly = join(root, 'cdk.out');

/** Where a deployment writes the outputs of its stacks. */
export const outputsFile = join(assembly, 'outputs.json');

/** A stack as it was synthesized last. */
export interface SynthesizedStack {
  readonly stackName: string;
  readonly template: unknown;
}

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

/** What the last synthesis wrote, in the order in which it is deployed. */
export const synthesizedStacks = (): readonly SynthesizedStack[] => {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8')) as {
    readonly artifacts: Record<
      string,
      {
        readonly type: string;
        readonly properties: { readonly stackName: string; readonly templateFile: string };
      }
    >;
  };
  return Object.values(artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ properties: { stackName, templateFile } }) => ({
      stackName,
      template: JSON.parse(readFileSync(join(assembly, templateFile), 'utf8')) as unknown,
    }));
};

/**
 * Runs a command of the CDK CLI over all stacks of what was synthesized last, on this Node and in the region of the stage.
 * Gives its exit status.
 */
export const runCdk = (
  command: 'deploy' | 'diff',
  settings: StageSettings,
  options: readonly string[] = [],
): Promise<number> => {
  const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const ofCommand =
    command === 'deploy'
      ? // Without change sets: what would be replaced was asked about, and not everything that speaks CloudFormation
        // knows the exports of a stack that came out of one.
        ['--all', '--method=direct', '--require-approval=never', '--outputs-file', outputsFile]
      : ['--method=template'];
  return run([cli, command, ...ofCommand, '--app', assembly, '--no-notices', ...options], settings);
};

const run = (command: readonly string[], { stage, region }: StageSettings): Promise<number> => {
  const env = {
    ...process.env,
    SALIO_STAGE: stage,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...emulator(process.env.AWS_ENDPOINT_URL),
  };
  const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit', env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 1));
  });
};

/** Emulators find the bucket of a template behind the host's name, and take 127 for one. */
const emulator = (endpoint: string | undefined) =>
  endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint.replace('//127.0.0.1', '//localhost') };
