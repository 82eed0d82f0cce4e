import * as z from 'zod/mini';
import { addressList } from '../kernel/address-list.ts';
import type { Callback } from '../mpesa/callback.ts';
import { jsonVariable } from './environment.ts';
import { logger } from './logger.ts';
import { count } from './metrics.ts';

/** What a function that takes callbacks is told. */
export const sourceEnvironment = z.object({ SOURCE_ADDRESSES: jsonVariable(z.array(z.string())) });
type SourceEnvironment = z.infer<typeof sourceEnvironment>;

/** Whether an address is one that nobody listed. */
export function unknownSources({ SOURCE_ADDRESSES }: SourceEnvironment): (sourceIp?: string) => boolean {
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
export function tellUnknownSource({
  sourceIp,
  channel,
  requestId,
}: Pick<Callback, 'sourceIp' | 'channel' | 'requestId'>): void {
  logger.warn('callback from an unknown address', { sourceIp, channel, requestId });
  count('UnknownSourceAddress');
}

/** What became of a callback says whether its token is one of ours; one that a person sends again was told of before. */
export function tellOfSource(callback: Callback, outcome: string): void {
  const isOurs = outcome !== 'unknown_token' && outcome !== 'synthetic';
  if (callback.isFromUnknownSource && isOurs && !callback.replay) tellUnknownSource(callback);
}
