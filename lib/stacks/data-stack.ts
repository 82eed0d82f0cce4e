import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { CapabilityTable } from '../blocks/capability-table.ts';
import { FactBus } from '../blocks/fact-bus.ts';
import { QuarantineBucket } from '../blocks/quarantine-bucket.ts';
import type { StageSettings } from '../stages.ts';

export interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** All that must outlive a deployment: the tables, the quarantine, the bus that others listen to, and their key. */
export class DataStack extends Stack {
  /**
   * One key of our own for what keeps customers' phone numbers for long: reading a table then takes the right to use the
   * key as well, which an account's general readers do not have. It costs a dollar a month.
   */
  readonly key: Key;
  readonly payments: CapabilityTable;
  readonly reconciliations: CapabilityTable;
  readonly quarantine: QuarantineBucket;
  readonly bus: FactBus;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { removal, stage } = props.settings;
    this.key = this.makeKey(removal);
    const encryptionKey = this.key;
    this.payments = new CapabilityTable(this, 'Payments', {
      ...{ variable: 'PAYMENTS_TABLE', indexes: ['due', 'unmatched', 'outbox'] },
      ...{ encryptionKey, removal },
    });
    this.reconciliations = new CapabilityTable(this, 'Reconciliation', {
      ...{ variable: 'RECONCILIATION_TABLE', indexes: ['due', 'outbox'] },
      ...{ encryptionKey, removal },
    });
    this.quarantine = new QuarantineBucket(this, 'Quarantine', { encryptionKey, removal });
    this.bus = new FactBus(this, 'Facts', { stage });
  }

  private makeKey(removal: 'retain' | 'destroy'): Key {
    const key = new Key(this, 'Key', {
      description: `Salio's data (${this.stackName})`,
      enableKeyRotation: true,
      removalPolicy: removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsReachTheirTopic',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    return key;
  }
}
