import * as z from 'zod/mini';
import type { Callback } from '../mpesa/callback.ts';
import { sourceAddresses } from '../mpesa/source-addresses.ts';
import { jsonVariable } from './environment.ts';
import { logger } from './logger.ts';
import { count } from './metrics.ts';

/** What a function that takes callbacks is told. */
export const sourceEnvironment = z.object({ SOURCE_ADDRESSES: jsonVariable(z.array(z.string())) });
type SourceEnvironment = z.infer<typeof sourceEnvironment>;

/**
 * Whether a callback came from an address that nobody listed; if so, people hear of it. It is taken all the same: M-Pesa's
 * lists are incomplete, and a refused notice is not sent again.
 */
export function unknownSources({ SOURCE_ADDRESSES }: SourceEnvironment) {
  const isKnown = sourceAddresses(SOURCE_ADDRESSES);
  return ({
    sourceIp,
    channel,
    requestId,
  }: Pick<Callback, 'sourceIp' | 'channel' | 'requestId'>): boolean => {
    if (sourceIp === undefined || isKnown(sourceIp)) return false;
    logger.warn('callback from an unknown address', { sourceIp, channel, requestId });
    count('UnknownSourceAddress');
    return true;
  };
}

/** Marks callbacks that came from such an address. */
export function markUnknownSources(env: SourceEnvironment) {
  const isUnknown = unknownSources(env);
  return (callback: Callback): Callback =>
    isUnknown(callback) ? { ...callback, isFromUnknownSource: true } : callback;
}
