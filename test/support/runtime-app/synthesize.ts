import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const here = import.meta.dirname;

/** Bundles and synthesizes the app below `directory`; gives the folder of the cloud assembly. */
export async function synthesizeRuntimeApp(directory: string): Promise<string> {
  const bundles = join(directory, 'bundles');
  const functions = ['notes/keep-note', 'notes/check-note', 'notes/read-note', 'upkeep/tidy-notes'];
  await build({
    entryPoints: functions.map((name) => ({
      in: join(here, 'handlers', `${name}.ts`),
      out: `${name}/handler`,
    })),
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const assembly = join(directory, 'cdk.out');
  await promisify(execFile)(process.execPath, ['--no-warnings', join(here, 'app.ts'), bundles, assembly]);
  return assembly;
}
