/** A path with parameters: `/notes/{id}`, or `/files/{path+}`, whose last part takes all that follows. */
export interface PathPattern {
  readonly text: string;
  /** Percent-decoded parameters, or undefined when the path is another. */
  match(path: string): Readonly<Record<string, string>> | undefined;
  /** Sorts patterns that match the same path: the smallest is the most specific. */
  readonly order: string;
}

export function compilePath(text: string): PathPattern {
  const segments = split(text);
  const greedy = segments.at(-1)?.endsWith('+}') ?? false;
  return {
    text,
    order: segments.map(rank).join(''),
    match: (path) => {
      const given = split(path);
      if (greedy ? given.length < segments.length : given.length !== segments.length) return undefined;
      const parameters: Record<string, string> = {};
      for (const [index, segment] of segments.entries()) {
        const value = segment.endsWith('+}') ? given.slice(index).join('/') : (given[index] ?? '');
        if (segment.startsWith('{')) parameters[segment.replaceAll(/[{+}]/g, '')] = decode(value);
        else if (segment !== decode(value)) return undefined;
      }
      return parameters;
    },
  };
}

/** Of several patterns that match, API Gateway takes the one that is literal earliest. */
export function bestMatch<T extends { readonly pattern: PathPattern }>(
  candidates: readonly T[],
  path: string,
) {
  return candidates
    .flatMap((candidate) => {
      const parameters = candidate.pattern.match(path);
      return parameters ? [{ candidate, parameters }] : [];
    })
    .sort((left, right) => (left.candidate.pattern.order < right.candidate.pattern.order ? -1 : 1))[0];
}

export function firstSegment(path: string): string {
  return split(path)[0] ?? '';
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function rank(segment: string): string {
  if (segment.endsWith('+}')) return '2';
  return segment.startsWith('{') ? '1' : '0';
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
