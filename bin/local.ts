import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readLocalSettings } from '../local/runtime/local-settings.ts';
import { StartFailure } from '../local/runtime/start-failure.ts';
import { startRuntime } from '../local/runtime/start-runtime.ts';
import { onStopSignal } from '../local/surface/stop-signals.ts';
import { surfaceRoutes } from '../local/surface/surface-routes.ts';
import { bundleLambdas } from './bundle.ts';

const root = join(import.meta.dirname, '..');

/** Bundles and synthesizes the app for this machine, its assets where they were bundled. */
const synthesize = async (): Promise<string> => {
  await bundleLambdas();
  const outdir = join(root, 'cdk.out/local');
  const context = { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:enable-path-metadata': true };
  const env = {
    ...process.env,
    SALIO_STAGE: 'local',
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify(context),
  };
  try {
    await promisify(execFile)(process.execPath, ['--no-warnings', join(root, 'bin/salio.ts')], {
      cwd: root,
      env,
    });
  } catch (error) {
    throw new StartFailure(
      `The app cannot be synthesized: ${(error as { readonly stderr?: string }).stderr?.trim()}`,
    );
  }
  return outdir;
};

/** `npm start`: the deployed wiring, whole, on this machine. */
const start = async () => {
  const settings = readLocalSettings(process.env);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const runtime = await startRuntime({
    ...settings,
    synthesize,
    log: (line) => console.warn(line),
    routes: (running) => surfaceRoutes(running, { version }),
  });
  console.log(`Ready. ${runtime.url}/local/status tells what is there; MongoDB is at ${runtime.mongodbUri}.`);
  return runtime;
};

const starting = start();
onStopSignal(async () => await (await starting).close());
try {
  await starting;
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
