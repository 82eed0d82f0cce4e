import type { Usage, Use } from '../../../operate/cost/usage.ts';

export const aUse = (given: Partial<Use> = {}): Use => ({
  tables: {},
  messages: {},
  functions: {},
  facts: 0,
  objectsPut: 0,
  ...given,
});

/** Of a system of which nothing was measured. */
export const aUsage = (given: Partial<Usage> = {}): Usage => ({
  measuredOn: '2026-11-26',
  how: 'made up',
  callbacks: 100,
  requests: { payments: 1, slackMessages: 0 },
  perCallback: aUse(),
  perRun: {},
  metrics: {},
  perBalanceCheck: aUse(),
  ...given,
});
