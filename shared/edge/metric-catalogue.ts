/**
 * Every metric that Salio writes, in the namespace `Salio`; alarms, dashboard and documentation take names from here. A
 * name with one set of dimensions costs $0.30 a month, so there are few, and most are counted for the stage as a whole:
 * each record also says which function wrote it. Two stages share an account, so `stage` is always a dimension.
 */
export const metricNamespace = 'Salio';

type Unit = 'Count' | 'Seconds' | 'None';

interface CataloguedMetric {
  readonly unit: Unit;
  /** The one function that writes it, which is then a dimension as well. @default any, and only `stage` is a dimension */
  readonly service?: string;
  readonly meaning: string;
}

export const metricCatalogue = {
  NoticesAccepted: {
    unit: 'Count',
    meaning: 'Callbacks about money that came, once each, without those in quarantine',
  },
  UnknownSourceAddress: {
    unit: 'Count',
    meaning: 'Callbacks from addresses that M-Pesa is not known to call from; they were taken',
  },
  ValidationsUnknown: {
    unit: 'Count',
    service: 'answer-validation',
    meaning: 'C2B validations accepted although nobody could know whether they should be',
  },
  ForwardsTaken: {
    unit: 'Count',
    service: 'forward-notice',
    meaning: "Notices that the operator's own system took",
  },
  ForwardsLate: {
    unit: 'Count',
    service: 'forward-notice',
    meaning: 'Tries to post a notice on that failed an hour or more after it came',
  },
  NoticesQuarantined: { unit: 'Count', meaning: 'Callbacks with a bad token, body or channel' },
  ValueCollected: {
    unit: 'None',
    meaning: 'Money of payments that became matched, in minor units (cents) of their currency',
  },
  PaymentsMatched: { unit: 'Count', meaning: 'Decisions that a payment is matched' },
  DiscrepanciesFound: { unit: 'Count', meaning: 'Decisions that a payment does not agree' },
  UnreconciledCount: {
    unit: 'Count',
    service: 'sweep-stuck',
    meaning: 'Transactions that wait for their payment; counted up to 500',
  },
  UnreconciledAge: {
    unit: 'Seconds',
    service: 'sweep-stuck',
    meaning: 'How long the oldest of them has waited',
  },
  UnpublishedAge: {
    unit: 'Seconds',
    service: 'publish-events',
    meaning: 'How long the oldest fact has waited to be published',
  },
  BalancesRecorded: { unit: 'Count', service: 'record-balance', meaning: 'Balances that M-Pesa told' },
  BalancePollingStopped: { unit: 'Count', meaning: 'API operators or shortcodes that M-Pesa refused' },
  DarajaCallsFailed: { unit: 'Count', meaning: 'Calls to Daraja that were refused or not answered' },
  DarajaTokensRefused: { unit: 'Count', meaning: 'Access tokens that Daraja did not give' },
  MongoUnavailable: { unit: 'Count', meaning: "Uses of the operator's MongoDB that failed" },
  SlackSent: { unit: 'Count', service: 'send-notification', meaning: 'Messages that Slack took' },
  SlackRefused: {
    unit: 'Count',
    service: 'send-notification',
    meaning: 'Messages put aside: Slack refused them',
  },
  AlarmsTold: {
    unit: 'Count',
    service: 'tell-alarm',
    meaning: 'Notices of alarms that were passed on to Slack',
  },
  MessagesHandled: {
    unit: 'Count',
    meaning:
      "Messages of all queues that were worked on, without those that the operator's own system did not take",
  },
  MessagesFailed: { unit: 'Count', meaning: 'Those of them that failed and are tried again' },
  JobsRan: { unit: 'Count', meaning: 'Runs of scheduled jobs that did their work' },
  JobsFailed: { unit: 'Count', meaning: 'Runs that failed; Lambda tries each once more' },
  RequestsAnswered: {
    unit: 'Count',
    meaning: 'Questions answered to people and to Safaricom: the manager API, tokens, validations',
  },
} as const satisfies Readonly<Record<string, CataloguedMetric>>;

export type MetricName = keyof typeof metricCatalogue;

/** Dimensions of a metric of a stage. */
export function metricDimensions(name: MetricName, stage: string): Readonly<Record<string, string>> {
  const { service }: CataloguedMetric = metricCatalogue[name];
  return { stage, ...(service !== undefined && { service }) };
}
