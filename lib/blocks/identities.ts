import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { CfnPermission, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface IdentitiesProps {
  /** Puts the claims `roles` and `fleets` into tokens. */
  readonly grantClaims: IFunction;
  readonly removal: 'retain' | 'destroy';
}

/** The people who may use the manager API: a group is a role, and the fleets of a manager are an attribute. */
export class Identities extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, props: IdentitiesProps) {
    super(scope, id);
    const retained = props.removal === 'retain';
    this.pool = new UserPool(this, 'Pool', {
      // The claims go into access tokens, which the cheaper plan cannot do.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      customAttributes: { fleets: new StringAttribute({ mutable: true, maxLen: 2048 }) },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: retained,
      removalPolicy: retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The plus plan costs four times as much per person; a second factor is required of everybody instead.',
    });
    this.pool.addTrigger(
      UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      props.grantClaims,
      LambdaVersion.V2_0,
    );
    // What the attribute Arn says, which not every emulator of CloudFormation knows.
    const invoke = this.pool.node.findChild('PreTokenGenerationConfigCognito') as CfnPermission;
    invoke.sourceArn = Stack.of(this).formatArn({
      service: 'cognito-idp',
      resource: 'userpool',
      resourceName: this.pool.userPoolId,
    });
    for (const role of ['admin', 'manager']) {
      new CfnUserPoolGroup(this, role, { userPoolId: this.pool.userPoolId, groupName: role });
    }
    this.client = this.pool.addClient('Client', {
      // SRP for the dashboard; the admin's flow lets a person with rights in the account get a token by the AWS CLI.
      authFlows: { userSrp: true, adminUserPassword: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      // Without a list, people could write their own fleets with their access token, and so read those of others.
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    });
  }
}
