import { type Access, told } from './blocks/access.ts';
import type { CapabilityTable } from './blocks/capability-table.ts';
import type { DeadLetterQueue } from './blocks/dead-letter-queue.ts';
import type { FactBus } from './blocks/fact-bus.ts';
import type { QuarantineBucket } from './blocks/quarantine-bucket.ts';
import type { StageSecrets } from './blocks/stage-secrets.ts';
import type { WorkQueue } from './blocks/work-queue.ts';
import { darajaBaseUrls } from './daraja.ts';
import type { StageSettings } from './stages.ts';

/** Where the capabilities keep what they know, and publish it. */
export interface DataStores {
  readonly payments: CapabilityTable;
  readonly reconciliations: CapabilityTable;
  readonly revenue: CapabilityTable;
  readonly alerts: CapabilityTable;
  readonly balances: CapabilityTable;
  readonly quarantine: QuarantineBucket;
  readonly bus: FactBus;
}

export interface PipelineQueues {
  readonly paymentNotices: WorkQueue;
  readonly reconciliations: WorkQueue;
  readonly statusQueries: WorkQueue;
  readonly notifications: WorkQueue;
  readonly balanceQueries: WorkQueue;
  readonly balanceResults: WorkQueue;
  /** Notices on their way to the operator's own system. */
  readonly forwards: WorkQueue;
  /** Dead letters of the scheduled jobs. */
  readonly missedRuns: DeadLetterQueue;
}

/** What the functions of a capability may be given. */
export interface Wiring {
  readonly settings: StageSettings;
  readonly data: DataStores;
  readonly queues: PipelineQueues;
  readonly secrets: StageSecrets;
}

/** What every function needs that decides about payments. */
export const toReconcile = ({ settings, data, queues, secrets }: Wiring): readonly Access[] => [
  data.payments.readWrite,
  data.reconciliations.readWrite,
  data.bus.publish,
  queues.reconciliations.send,
  queues.statusQueries.send,
  secrets.readOperations,
  decisionRules(settings),
];

/** What every function needs that settles balance checks, or may stop a refused API operator. */
export const toWatchBalances = ({ data, secrets }: Wiring): readonly Access[] => [
  data.balances.readWrite,
  data.bus.publish,
  secrets.namePartnerSecrets,
];

/** Where Daraja is, and where it sends its answers. */
export const askDaraja = ({ daraja }: StageSettings, callbackBaseUrl: string): Access =>
  told({ DARAJA_BASE_URL: darajaBaseUrls[daraja.environment], CALLBACK_BASE_URL: callbackBaseUrl });

/** Where callbacks are known to come from. */
export const knownSources = ({ sourceAddresses }: StageSettings): Access =>
  told({ SOURCE_ADDRESSES: JSON.stringify(sourceAddresses.addresses) });

/** Times, limits and severities of the stage. */
export const decisionRules = ({ reconciliation }: StageSettings): Access =>
  told({ RECONCILIATION_SETTINGS: JSON.stringify(reconciliation) });
