import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../local/runtime/assembly/json.ts';
import { type Assembly, readAssembly } from '../../../local/runtime/assembly/read-assembly.ts';

export type Template = Readonly<Record<string, Json>>;

/** A cloud assembly of these stacks, by their names, as the CDK writes it. */
export function anAssembly(
  stacks: Readonly<Record<string, Template>>,
  assets: Readonly<Record<string, string>> = {},
): Assembly {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const write = (file: string, content: unknown) =>
    writeFileSync(join(directory, file), JSON.stringify(content));
  const artifacts: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(stacks)) {
    write(`${name}.template.json`, template);
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
    };
  }
  const files = Object.entries(assets).map(([objectKey, path]) => [
    objectKey,
    { source: { path }, destinations: { here: { objectKey } } },
  ]);
  write('all.assets.json', { files: Object.fromEntries(files) });
  artifacts['all.assets'] = { type: 'cdk:asset-manifest', properties: { file: 'all.assets.json' } };
  write('manifest.json', { version: '1', artifacts });
  const assembly = readAssembly(directory);
  rmSync(directory, { recursive: true });
  return assembly;
}
