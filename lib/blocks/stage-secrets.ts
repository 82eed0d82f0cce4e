import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type StageSettings, slackSecretNames } from '../stages.ts';
import type { Access, FunctionNetwork } from './access.ts';

/**
 * What people put into Secrets Manager under a name they type: the connection to the operator's MongoDB, and one secret
 * per partner. The stacks know the names, never the values.
 */
export class StageSecrets extends Construct {
  /** Lets a function read the operator's MongoDB, from inside the stage's network if it names one. */
  readonly readOperations: Access;
  readonly readPartnerSecrets: Access;
  /** Lets a function reach the operator's own systems, from inside the stage's network if it names one. */
  readonly reachOperator: Access;
  /** Lets a function read the items of the revenue reports, from inside the stage's network if it names one. */
  readonly readRevenueItems: Access;
  /** Lets a function read every secret that holds a webhook of Slack: those that are named, and those of partners. */
  readonly readSlackWebhooks: Access;
  /** The name of a partner's secret, not what is in it. */
  readonly namePartnerSecrets: Access;
  /** Lets a function put new versions of partners' secrets in the place of the ones it has read. */
  readonly changePartnerSecrets: Access;

  constructor(scope: Construct, id: string, props: { readonly settings: StageSettings }) {
    super(scope, id);
    const { secretName } = props.settings.mongodb;
    const { partnerSecretPrefix } = props.settings;
    const network = this.network(props.settings);
    this.readOperations = {
      environment: {
        MONGODB_SECRET_ID: secretName,
        MONGODB_SETTINGS: JSON.stringify(bookSettings(props.settings)),
      },
      // Secrets Manager ends every ARN with six characters of its own.
      statements: [this.allowSecret(`${secretName}-??????`, ['GetSecretValue'])],
      network,
    };
    this.reachOperator = { network };
    const databases = new Set(props.settings.revenue.reports.map((report) => report.mongodbSecretName));
    this.readRevenueItems = {
      statements: [...databases].map((name) => this.allowSecret(`${name}-??????`, ['GetSecretValue'])),
      network,
    };
    const environment = { PARTNER_SECRET_PREFIX: partnerSecretPrefix };
    this.namePartnerSecrets = { environment };
    this.readPartnerSecrets = {
      environment,
      statements: [this.allowSecret(`${partnerSecretPrefix}*`, ['GetSecretValue'])],
      acknowledgements: [
        {
          id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${partnerSecretPrefix}*]`,
          reason:
            'Partners come and go without a deployment; their secrets share this prefix and no other secret has it.',
        },
      ],
    };
    this.readSlackWebhooks = this.readWebhooks(this.readPartnerSecrets, props.settings);
    this.changePartnerSecrets = {
      ...this.readPartnerSecrets,
      statements: [
        this.allowSecret(`${partnerSecretPrefix}*`, [
          'GetSecretValue',
          'PutSecretValue',
          'UpdateSecretVersionStage',
        ]),
      ],
    };
  }

  private readWebhooks({ statements = [], acknowledgements = [] }: Access, settings: StageSettings): Access {
    const named = slackSecretNames(settings).map((name) =>
      this.allowSecret(`${name}-??????`, ['GetSecretValue']),
    );
    return { statements: [...named, ...statements], acknowledgements };
  }

  private allowSecret(name: string, actions: readonly string[]): PolicyStatement {
    const resource = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      // Also in a pinned stage, so that the acknowledgement names the same resource.
      region: Aws.REGION,
      account: Aws.ACCOUNT_ID,
    });
    return new PolicyStatement({
      actions: actions.map((action) => `secretsmanager:${action}`),
      resources: [resource],
    });
  }

  private network({ network }: StageSettings): FunctionNetwork | undefined {
    if (network === undefined) return undefined;
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: network.vpcId,
      availabilityZones: network.availabilityZones,
      privateSubnetIds: network.subnetIds,
    });
    const securityGroups = network.securityGroupIds.map((id) =>
      SecurityGroup.fromSecurityGroupId(this, id, id, { mutable: false }),
    );
    return { vpc, securityGroups };
  }
}

/** As the functions read it: the same names as in the stage. */
const bookSettings = ({
  stage,
  mongodb: { secretName: _, connectionLimit: __, ...mongodb },
}: StageSettings) => (stage === 'local' ? { ...mongodb, loopbackTargets: true } : mongodb);
