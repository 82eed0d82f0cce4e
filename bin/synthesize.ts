import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigurationError, readStage } from '../lib/stages.ts';
import { StartFailure } from '../local/runtime/start-failure.ts';
import { bundleLambdas } from './bundle.ts';

const root = join(import.meta.dirname, '..');

/**
 * Bundles and synthesizes the app for this machine, its assets where they were bundled.
 *
 * @returns the folder of the templates. Throws StartFailure with what the app says is wrong.
 */
export async function synthesizeLocally(signal?: AbortSignal): Promise<string> {
  checkSettings();
  await bundleLambdas();
  signal?.throwIfAborted();
  const context = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:enable-path-metadata': true };
  return runApp(join(root, 'cdk.out/local'), 'local', context, signal);
}

/**
 * Bundles and synthesizes a stage into a folder.
 *
 * @returns the folder. Throws StartFailure with what the app says is wrong.
 */
export async function synthesizeInto(outdir: string, stage: string): Promise<string> {
  await bundleLambdas();
  return runApp(outdir, stage, { 'aws:cdk:disable-asset-staging': true });
}

async function runApp(outdir: string, stage: string, context: object, signal?: AbortSignal): Promise<string> {
  const env = {
    ...process.env,
    SALIO_STAGE: stage,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // CDK's own look at the templates takes longer than all the rest, and `npm run synth` and a deploy take it.
    CDK_VALIDATION: 'false',
  };
  const app = [process.execPath, ['--no-warnings', join(root, 'bin/salio.ts')]] as const;
  try {
    await promisify(execFile)(...app, { cwd: root, env, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const said = (error as { readonly stderr?: string }).stderr?.trim();
    throw new StartFailure(`The app cannot be synthesized: ${said}`);
  }
  return outdir;
}

/** The app would say the same, some seconds of bundling later. */
function checkSettings(): void {
  try {
    readStage('local');
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [heading = '', ...faults] = error.message.split('\n').map((line) => line.trim());
    throw new StartFailure([heading, faults.join('; ')].join(' ').trim());
  }
}
