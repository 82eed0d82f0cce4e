import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export const encryptedAndTls = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** Keeps for 14 days what failed for good, until a person looks. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', { ...encryptedAndTls, retentionPeriod: Duration.days(14) });
    const reason = 'It is the end of the line: an alarm calls a person when something lands here.';
    Validations.of(this.queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
  }
}
