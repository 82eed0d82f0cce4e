import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StageSettings } from '../../lib/stages.ts';

/** A resource of the stage's templates. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The app of the stage gives no templates; the message says why. */
export class Unsynthesized extends Error {
  override readonly name = 'Unsynthesized';
}

const root = join(import.meta.dirname, '../..');

/**
 * All resources as they would be deployed with these settings, though something is wrong with them. The bundles are stood in
 * for: what is in them changes no wiring.
 */
export async function synthesizedResources(settings: StageSettings): Promise<readonly Resource[]> {
  const folder = mkdtempSync(join(tmpdir(), 'salio-doctor-'));
  try {
    const bundles = join(folder, 'bundles');
    for (const source of globSync('*/*.ts', { cwd: join(root, 'lambdas') })) {
      const bundle = join(bundles, source.replace(/\.ts$/, ''));
      mkdirSync(bundle, { recursive: true });
      writeFileSync(join(bundle, 'handler.mjs'), '');
    }
    const outdir = join(folder, 'out');
    const CDK_CONTEXT_JSON = JSON.stringify({ 'salio:bundles': bundles, stage: settings });
    const env = { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON };
    await synthesize(env);
    return globSync('*.template.json', { cwd: outdir }).flatMap((file) => resourcesIn(join(outdir, file)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function synthesize(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, ['--no-warnings', 'bin/salio.ts'], { cwd: root, env });
  } catch (fault) {
    const said = (fault as { readonly stderr?: string }).stderr?.trim().split('\n') ?? [];
    throw new Unsynthesized(said.find((text) => text.includes('ERROR')) ?? said.at(-1) ?? 'no reason given');
  }
}

function resourcesIn(file: string): readonly Resource[] {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly Resources: Record<
      string,
      { readonly Type: string; readonly Properties?: Record<string, unknown> }
    >;
  };
  return Object.entries(Resources).map(([id, { Type: type, Properties: properties = {} }]) => ({
    id,
    type,
    properties,
  }));
}
