import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import { problemOfIssues } from '../surface/field-problems.ts';
import { problem } from '../surface/problem.ts';
import type { AccessTokens } from './access-tokens.ts';
import { accountsRoute } from './accounts-route.ts';
import type { CustomerPayments } from './customer-payments.ts';
import type { MpesaDirectory, RegisteredUrls } from './directory.ts';
import { type FaultSwitch, faultsSchema } from './faults.ts';
import type { MpesaLedger } from './ledger.ts';
import type { OperatorBookings } from './operator-bookings.ts';
import { payRoute } from './pay-route.ts';
import type { Registrations } from './registrations.ts';
import type { RequestLog } from './request-log.ts';

interface Parts {
  readonly directory: MpesaDirectory;
  readonly customers: CustomerPayments;
  readonly ledger: MpesaLedger;
  readonly bookings: OperatorBookings;
  readonly registrations: Registrations;
  readonly registered: RegisteredUrls;
  readonly faults: FaultSwitch;
  readonly tokens: AccessTokens;
  readonly requests: RequestLog;
  readonly clock: () => number;
}

/** What the local surface offers of M-Pesa. */
export function localRoutes(parts: Parts): readonly LocalRoute[] {
  const { registrations, faults, tokens, requests } = parts;
  return [
    {
      method: 'GET',
      path: '/local/hooks',
      handle: async () => {
        const hooks = (await registrations.all()).map(({ shortcode, partnerId, url, secret }) => ({
          shortcode,
          partner_id: partnerId,
          url,
          forwarding_secret: secret.forwardingSecret,
        }));
        return { status: 200, body: { hooks } };
      },
    },
    payRoute(parts),
    {
      method: 'PUT',
      path: '/local/mpesa/faults',
      handle: async ({ body }) => {
        const parsed = faultsSchema.safeParse(body);
        if (!parsed.success) return problemOfIssues(parsed.error.issues);
        faults.set(parsed.data);
        if (parsed.data.token_expired) tokens.expireAll();
        return { status: 200, body: parsed.data };
      },
    },
    {
      method: 'GET',
      path: '/local/mpesa/requests',
      handle: async () => ({ status: 200, body: requests.list() }),
    },
    accountsRoute(parts),
    {
      // What a person does in the portal: M-Pesa takes URLs for a shortcode only while it has none.
      method: 'DELETE',
      path: '/local/mpesa/shortcodes/{shortcode}/urls',
      handle: async ({ params }) => {
        parts.registered.remove(params.shortcode ?? '');
        return { status: 200, body: {} };
      },
    },
    notYet('GET', '/local/mpesa/statement', 'The organisation statement'),
  ];
}

const notYet = (method: LocalRoute['method'], path: string, what: string): LocalRoute => ({
  method,
  path,
  handle: async () => problem(501, `${what} of the M-Pesa simulator: not built yet`),
});
