import type { InitiatorGate } from '../../shared/mpesa/initiator-gate.ts';

/** A gate that lets everything through. */
export const openGate: InitiatorGate = {
  enter: async () => ({ kind: 'go' }),
  settle: async () => undefined,
  resumedAt: async () => undefined,
};
