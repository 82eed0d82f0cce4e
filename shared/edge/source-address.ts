import * as z from 'zod/mini';
import { addressList } from '../kernel/address-list.ts';
import { sha256 } from '../kernel/canonical-json.ts';
import type { Callback } from '../mpesa/callback.ts';
import type { HookLookup } from '../mpesa/hook.ts';
import { jsonVariable } from './environment.ts';
import { logger } from './logger.ts';
import { count } from './metrics.ts';

/** What a function that takes callbacks is told. */
export const sourceEnvironment = z.object({ SOURCE_ADDRESSES: jsonVariable(z.array(z.string())) });
type SourceEnvironment = z.infer<typeof sourceEnvironment>;

/** Whether an address is one that nobody listed. */
function unknownSources({ SOURCE_ADDRESSES }: SourceEnvironment): (sourceIp?: string) => boolean {
  const isKnown = addressList(SOURCE_ADDRESSES);
  return (sourceIp) => sourceIp !== undefined && !isKnown(sourceIp);
}

/** Marks callbacks that came from such an address. */
export function markUnknownSources(env: SourceEnvironment) {
  const isUnknown = unknownSources(env);
  return (callback: Callback): Callback =>
    isUnknown(callback.sourceIp) ? { ...callback, isFromUnknownSource: true } : callback;
}

/**
 * Lets people hear of a callback from such an address, once it is known to bear a token of ours. It is taken all the same:
 * M-Pesa's lists are incomplete, and a refused notice is not sent again.
 */
function tellUnknownSource({
  sourceIp,
  channel,
  requestId,
}: Pick<Callback, 'sourceIp' | 'channel' | 'requestId'>): void {
  logger.warn('callback from an unknown address', { sourceIp, channel, requestId });
  count('UnknownSourceAddress');
}

/**
 * The same for a question, whose answer does not say whether its token is one of ours: of a stranger without one there is
 * nothing to tell.
 */
export function tellOfAskers(env: SourceEnvironment, hooks: Pick<HookLookup, 'hook'>, channel: string) {
  const isUnknown = unknownSources(env);
  return async (
    asked: Pick<Callback, 'sourceIp' | 'requestId'> & { readonly token: string },
  ): Promise<void> => {
    if (!isUnknown(asked.sourceIp)) return;
    const hook = await hooks.hook(sha256(asked.token)).catch(() => undefined);
    if (hook) tellUnknownSource({ ...asked, channel });
  };
}

/** What became of a callback says whether its token is one of ours; one that a person sends again was told of before. */
export function tellOfSource(callback: Callback, outcome: string): void {
  const isOurs = outcome !== 'unknown_token' && outcome !== 'synthetic';
  if (callback.isFromUnknownSource && isOurs && !callback.replay) tellUnknownSource(callback);
}
