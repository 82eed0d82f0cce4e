import { balanceRoutes } from './balance-routes.ts';
import { readOpenapi } from './openapi-route.ts';
import { readPayment } from './payment-routes.ts';
import { queueSession, readActive, readStats, reconcileBulk, reconcileSession } from './real-time-routes.ts';
import { readRevenueWindows } from './revenue-routes.ts';
import type { Route } from './route.ts';

/** All routes of the manager API. */
export const routes: readonly Route[] = [
  readPayment,
  readStats,
  reconcileSession,
  reconcileBulk,
  queueSession,
  readActive,
  readRevenueWindows,
  ...balanceRoutes,
  readOpenapi,
];
