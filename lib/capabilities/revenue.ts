import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { told } from '../blocks/access.ts';
import { ScheduledJob } from '../blocks/scheduled-job.ts';
import type { Wiring } from '../wiring.ts';

/** The revenue of every six hours, from the operator's MongoDB to a fact. */
export class Revenue extends Construct {
  constructor(scope: Construct, id: string, { settings, data, queues, secrets }: Wiring) {
    super(scope, id);
    new ScheduledJob(this, 'ReportRevenue', {
      settings,
      lambda: 'revenue/report-revenue',
      cron: '0 0,6,12,18 * * ? *',
      everyMinutes: 360,
      deadLetters: queues.missedRuns.queue,
      // A week of missed windows, of several reports.
      timeout: Duration.minutes(10),
      memoryMb: Math.max(1024, settings.functions.memoryMb),
      needs: [
        data.revenue.readWrite,
        data.bus.publish,
        secrets.readRevenueItems,
        told({ REVENUE_REPORTS: JSON.stringify(settings.revenue.reports) }),
      ],
    });
  }
}
