import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, stop } from 'esbuild';

const root = join(import.meta.dirname, '..');

export interface BundleOptions {
  /** The folder that holds `<capability>/<verb-noun>.ts`. @default lambdas */
  readonly sources?: string;
  /** @default dist/lambdas */
  readonly outdir?: string;
}

/** Size of a bundle. */
export interface Bundle {
  /** `<capability>/<verb-noun>` */
  readonly lambda: string;
  readonly file: string;
  readonly bytes: number;
  readonly holdsMongoDb: boolean;
  readonly holdsS3: boolean;
}

/**
 * Bundles every Lambda in one pass to `<outdir>/<capability>/<verb-noun>/handler.mjs`, SDK included, and removes bundles
 * whose source is gone. Throws esbuild's failure if a source does not build.
 */
export const bundleLambdas = async (options: BundleOptions = {}): Promise<readonly Bundle[]> => {
  const sources = options.sources ?? join(root, 'lambdas');
  const outdir = options.outdir ?? join(root, 'dist/lambdas');
  const lambdas = globSync('*/*.ts', { cwd: sources })
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  for (const bundled of globSync('*/*', { cwd: outdir })) {
    if (!lambdas.includes(bundled)) rmSync(join(outdir, bundled), { recursive: true });
  }
  const { metafile } = await build({
    entryPoints: lambdas.map((lambda) => ({ in: join(sources, `${lambda}.ts`), out: `${lambda}/handler` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // MongoDB's driver brings a URL parser of 280 KB, and Node has the same one.
    alias: { 'whatwg-url': 'node:url' },
    minify: true,
    // Ways to credentials that no function takes: Lambda, and the local runtime, give them in the environment.
    external: unusedCredentials.map((way) => `@aws-sdk/credential-provider-${way}`),
    metafile: true,
    logLevel: 'error',
    // MongoDB's driver is CommonJS and asks for Node's own modules by `require`.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  // Its service would stay, with half a gigabyte.
  await stop();
  return Object.entries(metafile.outputs).map(([file, output]) => ({
    lambda: (output.entryPoint ?? file).replace(/^.*?([^/]+\/[^/]+)\.ts$/, '$1'),
    file: join(root, file),
    bytes: output.bytes,
    holdsMongoDb: holds(output, 'mongodb'),
    holdsS3: holds(output, '@aws-sdk/client-s3'),
  }));
};

const unusedCredentials = ['sso', 'ini', 'process', 'web-identity', 'login'];

const holds = ({ inputs }: { readonly inputs: object }, name: string): boolean =>
  Object.keys(inputs).some((input) => input.includes(`node_modules/${name}/`));

if (import.meta.main) {
  for (const { lambda, bytes } of await bundleLambdas()) {
    console.log(`${String(Math.round(bytes / 1024)).padStart(6)} KB  ${lambda}`);
  }
}
