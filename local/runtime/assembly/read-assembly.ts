import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The construct's path in the app, for names that people read; empty when the template keeps none. */
  readonly path: string;
}

export interface Stack {
  readonly name: string;
  /** Undefined when the app was synthesized for no region in particular. */
  readonly region: string | undefined;
  readonly parameters: JsonObject;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly outputs: JsonObject;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Folder or file of each asset, by the object key under which the template names it. */
  readonly assets: ReadonlyMap<string, string>;
}

export interface Assembly {
  readonly stacks: readonly Stack[];
}

/**
 * Reads a synthesized cloud assembly with all its stacks, also those of nested stages.
 * Throws StartFailure when the folder holds none.
 */
export function readAssembly(directory: string): Assembly {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new StartFailure(
      `There is no synthesized app in ${directory} (no manifest.json): synthesize it first.`,
    );
  }
  return { stacks: readStacks(directory) };
}

function readStacks(directory: string): Stack[] {
  const manifest = readJson(directory, 'manifest.json');
  const artifacts = Object.entries(objectAt(manifest, 'artifacts')).map(([id, artifact]) => ({
    id,
    artifact: asObject(artifact),
  }));
  const assets = new Map<string, string>();
  for (const { artifact } of artifacts) {
    if (artifact.type === 'cdk:asset-manifest')
      readAssets(directory, objectAt(artifact, 'properties'), assets);
  }
  return artifacts.flatMap(({ id, artifact }) => {
    const properties = objectAt(artifact, 'properties');
    if (artifact.type === 'cdk:cloud-assembly')
      return readStacks(join(directory, String(properties.directoryName)));
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    return [readStack(directory, id, artifact, properties, assets)];
  });
}

function readStack(
  directory: string,
  id: string,
  artifact: JsonObject,
  properties: JsonObject,
  assets: ReadonlyMap<string, string>,
): Stack {
  const template = readJson(directory, String(properties.templateFile));
  const region = String(artifact.environment).split('/').at(-1);
  const resources = new Map<string, Resource>();
  const stack: Stack = {
    name: typeof properties.stackName === 'string' ? properties.stackName : id,
    region: region === 'unknown-region' ? undefined : region,
    parameters: objectAt(template, 'Parameters'),
    mappings: objectAt(template, 'Mappings'),
    conditions: objectAt(template, 'Conditions'),
    outputs: objectAt(template, 'Outputs'),
    resources,
    assets,
  };
  for (const [logicalId, value] of Object.entries(objectAt(template, 'Resources'))) {
    const resource = asObject(value);
    if (typeof resource.Condition === 'string') {
      throw new StartFailure(`${stack.name}/${logicalId} has a Condition, which is not understood here.`);
    }
    const path = objectAt(resource, 'Metadata')['aws:cdk:path'];
    resources.set(logicalId, {
      stack,
      logicalId,
      type: String(resource.Type),
      properties: objectAt(resource, 'Properties'),
      path: typeof path === 'string' ? path : '',
    });
  }
  return stack;
}

function readAssets(directory: string, properties: JsonObject, assets: Map<string, string>): void {
  const files = objectAt(readJson(directory, String(properties.file)), 'files');
  for (const file of Object.values(files)) {
    const path = String(objectAt(asObject(file), 'source').path);
    for (const destination of Object.values(objectAt(asObject(file), 'destinations'))) {
      assets.set(String(asObject(destination).objectKey), isAbsolute(path) ? path : join(directory, path));
    }
  }
}

function readJson(directory: string, file: string): JsonObject {
  return asObject(JSON.parse(readFileSync(join(directory, file), 'utf8')) as Json);
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function objectAt(value: JsonObject, key: string): JsonObject {
  return asObject(value[key]);
}
