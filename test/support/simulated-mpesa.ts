import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperatorBookings } from '../../local/mpesa/operator-bookings.ts';
import type { PartnerSecrets } from '../../local/mpesa/partner-secrets.ts';
import { type Registrations, registrations } from '../../local/mpesa/registrations.ts';
import { type Simulator, type SimulatorSettings, startSimulator } from '../../local/mpesa/simulator.ts';
import type { LocalResponse } from '../../local/runtime/gateway/local-routes.ts';
import { partnerId, shortcode } from '../../shared/kernel/identifiers.ts';
import type { Hook } from '../../shared/mpesa/hook.ts';
import type { HookDirectory } from '../../shared/payments/hook-directory.ts';
import type { PartnerShortcode } from '../../shared/payments/payment-book.ts';

/** A callback as the receiver saw it, oldest first. */
export interface Received {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

export interface SimulatedMpesa {
  readonly simulator: Simulator;
  readonly registrations: Registrations;
  readonly received: Received[];
  /** Mutable: what partners list at this moment. */
  readonly listed: PartnerShortcode[];
  readonly secrets: Map<string, string>;
  readonly hooks: Map<string, Hook>;
  /** CheckoutRequestIDs by payment, in the operator's books. */
  readonly pushes: Map<string, string>;
  /** What the receiver answers to validations. */
  validation: { status: number; body: unknown };
  local(method: string, path: string, body?: unknown): Promise<LocalResponse>;
  /** Received at the channel, all callbacks that are on their way awaited. */
  at(channel: string): Promise<readonly Received[]>;
  closeReceiver(): void;
  close(): Promise<void>;
}

export const aListing = (given: Partial<Record<keyof PartnerShortcode, unknown>> = {}): PartnerShortcode =>
  ({
    partnerId: partnerId('acme'),
    partnerName: 'Acme Buses',
    shortcode: shortcode('600111'),
    kind: 'paybill',
    expectsPayments: true,
    validation: 'accept_all',
    ...given,
  }) as PartnerShortcode;

/** The simulator with a receiver of callbacks, everything else in memory. */
export async function simulatedMpesa(settings: SimulatorSettings = {}): Promise<SimulatedMpesa> {
  const received: Received[] = [];
  const state = { validation: { status: 200, body: { ResultCode: '0', ResultDesc: 'Accepted' } as unknown } };
  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
    const answer = request.url?.endsWith('/validation')
      ? state.validation
      : { status: 200, body: { ResultCode: 0 } };
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const callbackBaseUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

  const closeReceiver = () => {
    receiver.closeAllConnections();
    receiver.close();
  };
  const listed = [aListing()];
  const secrets = new Map<string, string>();
  const hooks = new Map<string, Hook>();
  const pushes = new Map<string, string>();
  const known = registrations({
    shortcodes: async () => [...listed],
    secrets: secretsIn(secrets),
    hooks: hooksIn(hooks),
    callbackBaseUrl: () => callbackBaseUrl,
    clock: settings.clock ?? Date.now,
    warn: () => undefined,
  });
  const simulator = await startSimulator(
    { promptMs: 0, answerMs: 0, ...settings },
    { registrations: known, bookings: bookingsIn(pushes) },
  );

  return {
    simulator,
    registrations: known,
    received,
    listed,
    secrets,
    hooks,
    pushes,
    get validation() {
      return state.validation;
    },
    set validation(answer) {
      state.validation = answer;
    },
    async local(method, path, body) {
      const route = simulator.routes.find((one) => one.method === method && one.path === path);
      if (!route) throw new Error(`no route ${method} ${path}`);
      return route.handle({ method, path, params: {}, query: {}, body });
    },
    async at(channel) {
      await simulator.idle();
      return received.filter(({ path }) => path.endsWith(`/${channel}`));
    },
    closeReceiver,
    async close() {
      await simulator.close();
      closeReceiver();
    },
  };
}

const secretsIn = (secrets: Map<string, string>): PartnerSecrets => ({
  read: async (partner) => secrets.get(partner),
  write: async (partner, json) => {
    secrets.set(partner, json);
  },
});

const hooksIn = (
  hooks: Map<string, Hook>,
): Pick<HookDirectory, 'putHook' | 'removeHook' | 'putShortcodes'> => ({
  putHook: async (hash, hook) => {
    hooks.set(hash, hook);
  },
  removeHook: async (hash) => {
    hooks.delete(hash);
  },
  putShortcodes: async () => undefined,
});

/** Payments whose id begins with `payment` exist. */
const bookingsIn = (pushes: Map<string, string>): OperatorBookings => ({
  exists: async (id) => id.startsWith('payment'),
  pushSent: async (id, checkoutRequestId) => {
    pushes.set(id, checkoutRequestId);
  },
});
