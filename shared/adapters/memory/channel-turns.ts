import type { ChannelTurns } from '../../alerts/channel-turns.ts';

const lookAgainMs = 200;

/** Turns in memory. */
export function memoryChannelTurns(): ChannelTurns {
  const channels = new Map<string, { readonly heldUntil: number; readonly freeAt: number }>();
  return {
    async take(channel, now, leaseMs) {
      const { heldUntil, freeAt } = channels.get(channel) ?? { heldUntil: 0, freeAt: 0 };
      if (heldUntil > now) return { taken: false, freeAt: now + lookAgainMs };
      if (freeAt > now) return { taken: false, freeAt };
      channels.set(channel, { heldUntil: now + leaseMs, freeAt: 0 });
      return { taken: true, heldUntil: now + leaseMs };
    },
    async giveBack(channel, heldUntil, freeAt) {
      if (channels.get(channel)?.heldUntil === heldUntil) channels.set(channel, { heldUntil: 0, freeAt });
    },
  };
}
