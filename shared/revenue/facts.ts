import { factHead } from '../events/fact-head.ts';
import type { RevenueFailed, RevenueReported } from '../events/revenue-reported.ts';
import type { SlackDestination } from '../events/slack-destination.ts';
import type { LateChange } from './correction.ts';
import type { RevenueReport } from './report.ts';
import type { WindowRecord } from './revenue-ledger.ts';
import { numberOf, type RevenueWindow } from './window.ts';

/** One fact per report and run, whose version is the number of the run's own window: it cannot be told twice. */
export function reportedFact(
  report: RevenueReport,
  own: RevenueWindow,
  told: { readonly windows: readonly WindowRecord[]; readonly late: readonly LateChange[] },
  now: number,
): RevenueReported {
  return {
    type: 'revenue.reported',
    ...identityOf(`REVENUE#${report.name}`, own),
    at: now,
    data: {
      ...about(report),
      currencySymbol: report.currencySymbol,
      windows: told.windows.map(({ startAt, endAt, figures }) => ({
        startAt,
        endAt,
        ...figures,
        byUtility: [...figures.byUtility],
      })),
      late: [...told.late],
    },
  };
}

/** @param reason in words, without secrets. */
export const failedFact = (
  report: RevenueReport,
  own: RevenueWindow,
  reason: string,
  now: number,
): RevenueFailed => ({
  type: 'revenue.failed',
  ...identityOf(`REVENUE-FAILURE#${report.name}`, own),
  at: now,
  data: { ...about(report), window: { startAt: own.startAt, endAt: own.endAt }, reason },
});

function identityOf(aggregate: string, own: RevenueWindow) {
  const version = numberOf(own);
  return factHead(aggregate, version);
}

const about = (report: RevenueReport) => ({
  report: report.name,
  ...(report.title !== undefined && { title: report.title }),
  slack: slackOf(report),
});

const slackOf = ({ slackSecretName, channel }: RevenueReport): SlackDestination => ({
  webhook: { secretId: slackSecretName, path: 'webhook_url' },
  ...(channel !== undefined && { channel }),
});
