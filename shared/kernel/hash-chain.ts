import { canonicalJson, sha256 } from './canonical-json.ts';
import { failed, ok, type Result } from './result.ts';

export interface ChainHead {
  readonly version: number;
  readonly hash: string;
}

/** A link of a chain: whoever changes, takes away or moves one breaks all that follow. */
export interface Chained extends ChainHead {
  /** From 1, without gaps. */
  readonly version: number;
  /** Of the version before; 64 zeros in the first one. */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the rest. */
  readonly hash: string;
}

const noHash = '0'.repeat(64);

/** The content as the next link, after `previous` or as the first one. */
export function nextLink<Content extends object>(
  previous: ChainHead | undefined,
  content: Content,
): Content & Chained {
  const linked = {
    ...content,
    version: (previous?.version ?? 0) + 1,
    previousHash: previous?.hash ?? noHash,
  };
  return { ...linked, hash: sha256(canonicalJson(linked)) };
}

/** Where a chain is broken: the first version that is not as it was written. */
export interface BrokenChain {
  readonly version: number;
  readonly message: string;
}

/**
 * Checks a whole chain, oldest first: no link changed, missing, added or moved. That the newest are not missing can only be
 * told with the `head` kept elsewhere.
 *
 * @returns the head of the chain (undefined for an empty one), or where it is broken.
 */
export function verifyChain(
  links: readonly Chained[],
  head?: ChainHead,
): Result<ChainHead | undefined, BrokenChain> {
  let last: ChainHead | undefined;
  for (const link of links) {
    const version = (last?.version ?? 0) + 1;
    const { hash, ...content } = link;
    if (link.version !== version)
      return broken(version, `expected version ${version}, found ${JSON.stringify(link.version)}`);
    if (link.previousHash !== (last?.hash ?? noHash))
      return broken(version, 'does not follow from the event before it');
    if (hash !== sha256(canonicalJson(content))) return broken(version, 'was changed after it was written');
    last = { version, hash };
  }
  if (head && (head.version !== last?.version || head.hash !== last.hash)) {
    return broken((last?.version ?? 0) + 1, `the chain should end with version ${head.version}`);
  }
  return ok(last);
}

const broken = (version: number, message: string) => failed({ version, message });
