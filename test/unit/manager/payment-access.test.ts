import { describe, expect, it } from '@jest/globals';
import { failed, ok } from '../../../shared/kernel/result.ts';
import type { Caller } from '../../../shared/manager/access.ts';
import { readActivity } from '../../../shared/manager/activity.ts';
import { type LookupFailure, visibleTo } from '../../../shared/manager/payment-access.ts';

const admin: Caller = { sub: 'a', roles: ['admin'], fleets: [] };
const manager: Caller = { sub: 'm', roles: ['manager'], fleets: ['f1'] };
const payment = (fleetId?: string) => ok({ id: 'p', ...(fleetId !== undefined && { fleetId }) });
const unreadable = failed<LookupFailure>({
  kind: 'unreadable',
  field: 'amount',
  message: 'expected an amount',
});
const notFound = { ok: false, error: { kind: 'not_found', detail: 'there is no payment p' } };

describe('a payment', () => {
  it('is seen by admins and by managers of its fleet', () => {
    expect(visibleTo(admin, 'p', payment('f2'))).toMatchObject({ ok: true });
    expect(visibleTo(admin, 'p', payment())).toMatchObject({ ok: true });
    expect(visibleTo(manager, 'p', payment('f1'))).toMatchObject({ ok: true, value: { fleetId: 'f1' } });
  });

  it('of another fleet, of none, or of an unknown one is not there for a manager', () => {
    expect(visibleTo(manager, 'p', payment('f2'))).toEqual(notFound);
    expect(visibleTo(manager, 'p', payment())).toEqual(notFound);
    expect(visibleTo(manager, 'p', unreadable)).toEqual(notFound);
    expect(visibleTo(manager, 'p', failed({ kind: 'ambiguous_id', message: '2 payments' }))).toEqual(
      notFound,
    );
  });

  it('that cannot be had is told with its reason to an admin', () => {
    expect(visibleTo(admin, 'p', unreadable)).toEqual({
      ok: false,
      error: {
        kind: 'unreadable_payment',
        detail: 'its field amount cannot be read: expected an amount',
        errors: [{ field: 'amount', message: 'expected an amount' }],
      },
    });
    expect(
      visibleTo(admin, 'p', failed({ kind: 'ambiguous_id', message: '2 payments bear the id p' })),
    ).toEqual({
      ok: false,
      error: { kind: 'ambiguous_id', detail: '2 payments bear the id p' },
    });
    expect(visibleTo(admin, 'p', failed({ kind: 'not_found', message: 'there is no payment p' }))).toEqual(
      notFound,
    );
  });
});

describe('activity', () => {
  it('is the sum of the queues', async () => {
    const gauge = (waiting: number, inFlight: number) => ({ read: async () => ({ waiting, inFlight }) });
    expect(await readActivity([gauge(3, 1), gauge(4, 2)])).toEqual({
      activeReconciliations: 3,
      queueLength: 7,
      connectedClients: 0,
    });
  });
});
