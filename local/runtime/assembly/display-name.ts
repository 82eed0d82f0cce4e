import type { Resource } from './read-assembly.ts';

/** Segments of a construct's path that tell nothing about it. */
const generic = new Set(['Resource', 'Default']);

/**
 * The name under which people know a resource: its construct's path without the stack and without its own kind, in
 * kebab-case. `Shop/PaidOrders/Queue/Resource` is the queue `paid-orders`.
 */
export function displayName(resource: Resource, physicalName: string): string {
  const kind = resource.type.split('::').at(-1) ?? '';
  const segments = resource.path
    .split('/')
    .slice(1)
    .filter((segment) => !generic.has(segment) && segment !== kind);
  return segments.length === 0 ? physicalName : segments.map(kebab).join('-');
}

function kebab(segment: string): string {
  return segment.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
