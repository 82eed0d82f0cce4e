import * as z from 'zod/mini';
import { sha256 } from '../kernel/canonical-json.ts';
import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';
import { readMessage } from '../kernel/message.ts';

/** Where the operator wants to have what M-Pesa says of a shortcode: M-Pesa itself knows one URL per shortcode. */
export interface ForwardTargets {
  readonly stk?: string;
  readonly confirmation?: string;
  /** Is asked whether a customer may pay, in our place. */
  readonly validation?: string;
}

export const forwardTargetNames = ['stk', 'confirmation', 'validation'] as const;

/** Which target a callback goes on to, by its channel. */
const targetOfChannel = new Map<string, 'stk' | 'confirmation'>([
  ['stk', 'stk'],
  ['c2b/confirmation', 'confirmation'],
]);
export const forwardTargetOf = (channel: string) => targetOfChannel.get(channel);

const named = <Id extends string>() => z.string().check(z.minLength(1)) as unknown as z.ZodMiniType<Id>;
const work = z.object({
  /** Of the notice: the same however often M-Pesa, or a queue, delivers it. */
  id: z.string().check(z.minLength(1)),
  partnerId: named<PartnerId>(),
  shortcode: named<Shortcode>(),
  to: z.enum(['stk', 'confirmation']),
  /** As M-Pesa sent it. */
  body: z.string(),
});

/** Work for `forward-notice`: post a notice on. Where to is looked up then, so that a mended URL serves what waits. */
export type Forward = z.infer<typeof work>;

/** Reads the body of a message; throws when it is no such work. */
export const parseForward = (body: string): Forward => readMessage(work, body);

/** What tells the operator which posts are copies of one: safe to show, and the same for the same text. */
export const forwardId = (to: keyof ForwardTargets, shortcode: Shortcode, bodyHash: string): string =>
  `ntc_${sha256(`${to}\n${shortcode}\n${bodyHash}`).slice(0, 32)}`;
