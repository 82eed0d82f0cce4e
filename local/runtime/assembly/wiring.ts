import { StartFailure } from '../start-failure.ts';
import { derivedName, givenName, type Identity, identify, type Place } from './identities.ts';
import { localProperties, meansNothingLocally } from './not-local.ts';
import type { Assembly, Resource, Stack } from './read-assembly.ts';
import { createResolver } from './resolver.ts';
import { type HandledType, isHandled, type Properties, schemas } from './resource-schemas.ts';

/** One resource as the template means it: every reference resolved, every property understood. */
export interface Wired<T extends HandledType> {
  readonly resource: Resource;
  /** Its physical name here. */
  readonly name: string;
  readonly ref: string;
  /** Empty for types without one. */
  readonly arn: string;
  readonly properties: Properties<T>;
}

export interface Wiring {
  /** Reads everything. Throws StartFailure with all that is not understood. */
  check(): void;
  all<T extends HandledType>(...types: readonly T[]): readonly Wired<T>[];
}

export interface WiringOptions {
  readonly place: Place;
  /** Text of a secret (or of one key of its JSON), for references that the template resolves itself. */
  secret(id: string, key: string): string;
  localize(text: string): string;
}

/**
 * Resolves resources of an assembly when they are asked for, all at most once.
 * Throws StartFailure with every type and property that is not understood.
 */
export function readWiring(assembly: Assembly, { place, secret, localize }: WiringOptions): Wiring {
  const names = new Map<Resource, string>();
  const wired = new Map<HandledType, readonly Wired<HandledType>[]>();
  const resolve = createResolver(assembly, {
    account: place.account,
    region: place.region,
    secret,
    localize,
    ref: (stack, logicalId) => identityOf(find(stack, logicalId)).ref,
    attribute: (stack, logicalId, attribute) => {
      const resource = find(stack, logicalId);
      const value = identityOf(resource).attributes[attribute];
      if (value !== undefined) return value;
      if (meansNothingLocally(resource.type)) return `${nameOf(resource)}.${attribute}`;
      throw new Error(`Fn::GetAtt ${logicalId}.${attribute} is not understood here`);
    },
  });

  function find(stack: Stack, logicalId: string): Resource {
    const resource = stack.resources.get(logicalId);
    if (!resource) throw new Error(`there is no resource ${logicalId} in ${stack.name}`);
    return resource;
  }

  function nameOf(resource: Resource): string {
    const known = names.get(resource);
    if (known !== undefined) return known;
    const given = givenName(resource);
    const name = given === undefined ? derivedName(resource) : String(resolve(given, resource.stack));
    names.set(resource, name);
    return name;
  }

  function identityOf(resource: Resource): Identity {
    return identify(resource, nameOf(resource), place);
  }

  function wire(type: HandledType): readonly Wired<HandledType>[] {
    const faults: string[] = [];
    const found = resourcesOf(assembly).flatMap((resource): Wired<HandledType>[] => {
      if (resource.type !== type) return [];
      try {
        const { ref, attributes } = identityOf(resource);
        const resolved = resolve(localProperties(type, resource.properties), resource.stack);
        const parsed = schemas[type].safeParse(resolved);
        if (parsed.success)
          return [
            { resource, name: nameOf(resource), ref, arn: attributes.Arn ?? '', properties: parsed.data },
          ];
        faults.push(
          ...parsed.error.issues.map((issue) =>
            fault(resource, `${issue.path.join('.') || 'Properties'}: ${issue.message}`),
          ),
        );
      } catch (error) {
        faults.push(fault(resource, (error as Error).message));
      }
      return [];
    });
    if (faults.length > 0) throw new StartFailure(faults.join('; '));
    return found;
  }

  return {
    check: () => {
      const faults = (Object.keys(schemas) as HandledType[]).flatMap((type) => {
        try {
          wired.set(type, wired.get(type) ?? wire(type));
          return [];
        } catch (error) {
          return [(error as Error).message];
        }
      });
      if (faults.length > 0) throw new StartFailure(faults.join('; '));
    },
    all: <T extends HandledType>(...asked: readonly T[]) =>
      asked.flatMap((type) => {
        const known = wired.get(type) ?? wire(type);
        wired.set(type, known);
        return known as readonly Wired<T>[];
      }),
  };
}

/** Throws StartFailure that names every resource whose type is neither understood nor known to mean nothing here. */
export function refuseUnknownTypes(assembly: Assembly): void {
  const faults = resourcesOf(assembly)
    .filter((resource) => !isHandled(resource.type) && !meansNothingLocally(resource.type))
    .map((resource) => fault(resource, 'this type is not understood here'));
  if (faults.length > 0) throw new StartFailure(faults.join('; '));
}

function resourcesOf(assembly: Assembly): Resource[] {
  return assembly.stacks.flatMap((stack) => [...stack.resources.values()]);
}

function fault(resource: Resource, what: string): string {
  return `${resource.type} ${resource.stack.name}/${resource.logicalId}: ${what}`;
}
