import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../../lib/stages.ts';

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/**
 * Every resource of the templates in a folder (a synthesized assembly, or templates alone), or of one template.
 * Throws ConfigurationError that names what cannot be read.
 */
export function readResources(path: string): readonly Resource[] {
  if (!existsSync(path))
    throw new ConfigurationError(`There are no templates in ${path}: synthesize a stage first.`);
  const isFolder = statSync(path).isDirectory();
  const files = isFolder ? readdirSync(path).filter((file) => file.endsWith('.template.json')) : [''];
  // A folder of templates that nobody synthesized may call them as it likes.
  const named = files.length > 0 ? files : readdirSync(path).filter((file) => file.endsWith('.json'));
  const resources = named.sort().flatMap((file) => resourcesOf(join(path, file)));
  if (resources.length === 0) throw new ConfigurationError(`The templates in ${path} hold no resources.`);
  return resources;
}

function resourcesOf(file: string): readonly Resource[] {
  const found = template.safeParse(readJson(file));
  if (!found.success) throw new ConfigurationError(`${file} is no CloudFormation template in JSON.`);
  return Object.entries(found.data.Resources).map(([logicalId, { Type, Properties }]) => ({
    logicalId,
    type: Type,
    properties: Properties,
  }));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a path below the properties leads to; undefined where it leads nowhere. */
export const valueAt = (from: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined | null)?.[name], from);

/** Items of a list in the properties; none where there is no list. */
export const listAt = (from: unknown, ...path: readonly string[]): readonly unknown[] => {
  const value = valueAt(from, ...path);
  return Array.isArray(value) ? value : [];
};

/** Whether a value refers to a resource, however: by Ref, GetAtt, or an export whose name holds its logical id. */
export const refersTo = (value: unknown, { logicalId }: Resource): boolean =>
  value !== undefined &&
  new RegExp(`(^|[^A-Za-z0-9])(ExportsOutput(Ref|FnGetAtt))?${logicalId}([^a-z0-9]|$)`).test(
    JSON.stringify(value),
  );

/** CDK makes logical ids of the construct's path and a hash: `PaymentNoticesQueue0A1B2C3D` is the queue `payment-notices`. */
export const nameOf = ({ logicalId, type }: Resource): string =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(new RegExp(`${type.split('::').at(-1)}$`), '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();
