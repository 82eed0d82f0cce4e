import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundleLambdas } from '../bin/bundle.ts';
import { type Measurement, median } from './measurement.ts';

const imports = 5;

const sdkOnly = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
const document = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const handler = async () => document.config.region();
`;

/** Bytes and import time of each Lambda, against a handler that holds nothing but the DynamoDB client. */
export async function measureBundles(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'salio-bench-'));
  try {
    const baseline = await bundleBaseline(folder);
    const bundles = await bundleLambdas();
    return bundles.map((bundle) => {
      // Beside each other: what else the machine does must not fall on one side only.
      const baselineMs = importMs(baseline.file);
      return compare(bundle, baseline, importMs(bundle.file), baselineMs);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundleBaseline(folder: string): Promise<Bundle> {
  // Beside the real sources, so that it finds the same packages.
  const sources = mkdtempSync(join(import.meta.dirname, '.sdk-only-'));
  try {
    mkdirSync(join(sources, 'baseline'));
    writeFileSync(join(sources, 'baseline/sdk-only.ts'), sdkOnly);
    const [bundle] = await bundleLambdas({ sources, outdir: folder });
    if (!bundle) throw new Error('the baseline was not bundled');
    return { ...bundle, bytes: statSync(bundle.file).size };
  } finally {
    rmSync(sources, { recursive: true });
  }
}

function compare(bundle: Bundle, baseline: Bundle, ms: number, baselineMs: number): Measurement {
  return {
    what: bundle.lambda,
    figure: `${kilobytes(bundle.bytes)}, import ${ms.toFixed(0)} ms`,
    baseline: `${kilobytes(baseline.bytes)}, import ${baselineMs.toFixed(0)} ms (DynamoDB client only)`,
    ratio: ms / baselineMs,
  };
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1_000)} KB`;

/** In a process of its own each time, as a cold start is. A handler that misses its environment has been imported as well. */
function importMs(file: string): number {
  const script = `const t = performance.now(); try { await import(${JSON.stringify(pathToFileURL(file).href)}) } catch {} console.log(performance.now() - t); process.exit()`;
  const runs = Array.from({ length: imports }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: {}, encoding: 'utf8' }),
    ),
  );
  return median(runs);
}
