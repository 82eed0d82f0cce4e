import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { CapabilityTable } from '../blocks/capability-table.ts';
import { DataKey } from '../blocks/data-key.ts';
import { FactBus } from '../blocks/fact-bus.ts';
import { QuarantineBucket } from '../blocks/quarantine-bucket.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStores } from '../wiring.ts';

export interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** All that must outlive a deployment: the tables, the quarantine, the bus that others listen to, and their key. */
export class DataStack extends Stack implements DataStores {
  readonly key: IKey;
  readonly payments: CapabilityTable;
  readonly reconciliations: CapabilityTable;
  readonly revenue: CapabilityTable;
  readonly alerts: CapabilityTable;
  readonly balances: CapabilityTable;
  readonly quarantine: QuarantineBucket;
  readonly bus: FactBus;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { removal, stage } = props.settings;
    this.key = new DataKey(this, 'Key', { removal }).key;
    const encryptionKey = this.key;
    this.payments = new CapabilityTable(this, 'Payments', {
      variable: 'PAYMENTS_TABLE',
      indexes: ['due', 'unmatched', 'outbox'],
      encryptionKey,
      removal,
    });
    this.reconciliations = new CapabilityTable(this, 'Reconciliation', {
      variable: 'RECONCILIATION_TABLE',
      indexes: ['due', 'outbox'],
      encryptionKey,
      removal,
    });
    this.revenue = new CapabilityTable(this, 'Revenue', {
      variable: 'REVENUE_TABLE',
      indexes: ['outbox'],
      encryptionKey,
      removal,
    });
    this.alerts = new CapabilityTable(this, 'Alerts', {
      variable: 'ALERTS_TABLE',
      indexes: [],
      encryptionKey,
      removal,
    });
    this.balances = new CapabilityTable(this, 'Balances', {
      variable: 'BALANCES_TABLE',
      indexes: ['due', 'outbox', 'recent'],
      encryptionKey,
      removal,
    });
    this.quarantine = new QuarantineBucket(this, 'Quarantine', { encryptionKey, removal });
    this.bus = new FactBus(this, 'Facts', { stage });
  }
}
