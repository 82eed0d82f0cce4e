import * as z from 'zod/mini';
import { balanceAlert, balanceCheck } from './balance-answers.ts';
import {
  balanceConfig,
  balanceConfigBody,
  balanceConfigReplacement,
  configParams,
  shortcodeText,
} from './balance-config.ts';
import type { Route } from './route.ts';
import { moment, nothing, pageQuery } from './words.ts';

const base = '/api/v1/balance-monitoring';
const oneConfig = `${base}/configs/{partner_id}/{shortcode}` as const;
const nextCursor = z.nullable(
  z.string().check(z.describe('Where the next page begins; null after the last')),
);

const configAnswer = z.object({ config: balanceConfig }).register(z.globalRegistry, {
  id: 'BalanceConfigurationAnswer',
});

/** `GET …/configs` */
export const listBalanceConfigs = {
  id: 'list-balance-configs',
  method: 'GET',
  path: `${base}/configs`,
  summary: 'The rows of the balance configuration, by partner and shortcode',
  roles: ['admin'],
  params: nothing,
  query: z.strictObject(pageQuery),
  body: nothing,
  answer: { status: 200, schema: z.object({ configs: z.array(balanceConfig), next_cursor: nextCursor }) },
  problems: [],
} as const satisfies Route;

/** `POST …/configs` */
export const createBalanceConfig = {
  id: 'create-balance-config',
  method: 'POST',
  path: `${base}/configs`,
  summary: "Watch a shortcode's balance, or all of a partner's",
  roles: ['admin'],
  params: nothing,
  query: nothing,
  body: balanceConfigBody,
  answer: { status: 201, schema: configAnswer },
  problems: ['already_exists', 'unavailable'],
} as const satisfies Route;

/** `PUT …/configs/{partner_id}/{shortcode}` */
export const replaceBalanceConfig = {
  id: 'replace-balance-config',
  method: 'PUT',
  path: oneConfig,
  summary: 'Put a row in the place of the one with this name, or make it',
  roles: ['admin'],
  params: configParams,
  query: nothing,
  body: balanceConfigReplacement,
  answer: { status: 200, schema: configAnswer },
  problems: ['unavailable'],
} as const satisfies Route;

/** `DELETE …/configs/{partner_id}/{shortcode}` */
export const deleteBalanceConfig = {
  id: 'delete-balance-config',
  method: 'DELETE',
  path: oneConfig,
  summary: 'Remove a row, and its webhook',
  roles: ['admin'],
  params: configParams,
  query: nothing,
  body: nothing,
  answer: { status: 200, schema: z.object({ deleted: z.literal(true) }) },
  problems: ['not_found', 'unavailable'],
} as const satisfies Route;

/** `POST …/configs/{partner_id}/{shortcode}/resume` */
export const resumeBalanceConfig = {
  id: 'resume-balance-config',
  method: 'POST',
  path: `${oneConfig}/resume`,
  summary:
    'Go on where M-Pesa refused a credential or a permission; with an API operator, for all that share it',
  roles: ['admin'],
  params: configParams,
  query: nothing,
  body: nothing,
  answer: {
    status: 200,
    schema: z.object({ resumed: z.array(z.string()).check(z.describe('Shortcodes polled again')) }),
  },
  problems: ['not_found'],
} as const satisfies Route;

/** `POST …/check` */
export const checkBalances = {
  id: 'check-balances',
  method: 'POST',
  path: `${base}/check`,
  summary: 'Have the balance of one shortcode read now, or of all that are watched',
  roles: ['admin'],
  params: nothing,
  query: nothing,
  body: z.strictObject({ shortcode: z.optional(shortcodeText) }),
  answer: {
    status: 202,
    schema: z.object({
      queued: z.array(z.object({ check_id: z.string(), shortcode: z.string() })),
      stopped: z.array(z.string()).check(z.describe('Shortcodes that M-Pesa refused and nobody has resumed')),
    }),
  },
  problems: ['not_found', 'unavailable'],
} as const satisfies Route;

/** `GET …/checks` */
export const listBalanceChecks = {
  id: 'list-balance-checks',
  method: 'GET',
  path: `${base}/checks`,
  summary: 'Balance checks that have come to an end, newest first',
  roles: ['admin'],
  params: nothing,
  query: z.strictObject({
    shortcode: z.optional(shortcodeText),
    from: z.optional(moment('Checks from then on; a day alone is from its beginning in East Africa')),
    to: z.optional(moment('Checks until then; a day alone is to its end in East Africa')),
    ...pageQuery,
  }),
  body: nothing,
  answer: { status: 200, schema: z.object({ checks: z.array(balanceCheck), next_cursor: nextCursor }) },
  problems: [],
} as const satisfies Route;

/** `GET …/alerts` */
export const listBalanceAlerts = {
  id: 'list-balance-alerts',
  method: 'GET',
  path: `${base}/alerts`,
  summary: 'Balance alerts, newest first',
  roles: ['admin'],
  params: nothing,
  query: z.strictObject({
    active: z.optional(
      z.enum(['true', 'false']).check(z.describe('Only those that are not resolved, or are')),
    ),
    ...pageQuery,
  }),
  body: nothing,
  answer: { status: 200, schema: z.object({ alerts: z.array(balanceAlert), next_cursor: nextCursor }) },
  problems: [],
} as const satisfies Route;

/** `POST …/alerts/{id}/resolve` */
export const resolveBalanceAlert = {
  id: 'resolve-balance-alert',
  method: 'POST',
  path: `${base}/alerts/{id}/resolve`,
  summary: 'Say that a balance alert is dealt with; the first to say so stands',
  roles: ['admin'],
  params: z.strictObject({ id: z.string().check(z.minLength(1), z.maxLength(100)) }),
  query: nothing,
  body: nothing,
  answer: { status: 200, schema: z.object({ alert: balanceAlert }) },
  problems: ['not_found'],
} as const satisfies Route;

/** `GET …/summary` */
export const readBalanceSummary = {
  id: 'read-balance-summary',
  method: 'GET',
  path: `${base}/summary`,
  summary: 'How the watch over balances stands',
  roles: ['admin'],
  params: nothing,
  query: nothing,
  body: nothing,
  answer: {
    status: 200,
    schema: z.object({
      active_configurations: z.int(),
      checks_today: z.int().check(z.describe('Since midnight in East Africa')),
      alerts_sent: z.int().check(z.describe('To Slack, ever')),
      active_alerts: z.int(),
      recent_checks: z.array(balanceCheck),
    }),
  },
  problems: [],
} as const satisfies Route;

export const balanceRoutes: readonly Route[] = [
  listBalanceConfigs,
  createBalanceConfig,
  replaceBalanceConfig,
  deleteBalanceConfig,
  resumeBalanceConfig,
  checkBalances,
  listBalanceChecks,
  listBalanceAlerts,
  resolveBalanceAlert,
  readBalanceSummary,
];
