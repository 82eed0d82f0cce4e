import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Access } from './access.ts';

export interface QuarantineBucketProps {
  readonly encryptionKey: IKey;
  readonly removal: 'retain' | 'destroy';
}

/** Keeps for 400 days each callback that could not be understood, one object each. */
export class QuarantineBucket extends Construct {
  readonly bucketName: string;
  readonly put: Access;

  constructor(scope: Construct, id: string, props: QuarantineBucketProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(400), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: props.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Few objects, written by two functions; who read one is in CloudTrail, by the use of the key.',
    });
    this.bucketName = bucket.bucketName;
    this.put = {
      environment: { QUARANTINE_BUCKET: bucket.bucketName },
      statements: [
        new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [props.encryptionKey.keyArn],
        }),
      ],
      acknowledgements: [
        {
          id: `AwsSolutions-IAM5[Resource::${exportName(bucket)}/*]`,
          reason: 'Objects of this one bucket, named by day.',
        },
      ],
    };
  }
}

/** What cdk-nag calls the bucket in policies of other stacks. */
const exportName = (bucket: Bucket): string => {
  const stack = Stack.of(bucket);
  return stack.resolve(stack.exportValue(bucket.bucketArn))['Fn::ImportValue'];
};
