import { count } from '../shared/edge/metrics.ts';

/** Counts what Daraja did not do, for every function that asks it. */
export const countDarajaFailure = (what: 'call' | 'token'): void =>
  count(what === 'token' ? 'DarajaTokensRefused' : 'DarajaCallsFailed');
