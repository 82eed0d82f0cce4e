import { Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  BasePathMapping,
  DomainName,
  EndpointType,
  LogGroupLogDestination,
  type Method,
  MethodLoggingLevel,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';

/** The API that Safaricom calls: Regional, JSON only, its logs without the token that is part of every path. */
export class HooksApi extends Construct {
  readonly api: RestApi;
  /** Without a trailing slash; a callback URL is this, `/hooks/<token>/` and the channel. */
  readonly baseUrl: string;

  constructor(scope: Construct, id: string, props: { readonly settings: StageSettings }) {
    super(scope, id);
    const { settings } = props;
    const removalPolicy = settings.removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetentionDays,
      removalPolicy,
    });
    this.api = new RestApi(this, 'Api', {
      // CloudWatch tells APIs apart by this name.
      restApiName: `salio-${settings.stage}-hooks`,
      description: `Callbacks from M-Pesa (${settings.stage})`,
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      cloudWatchRole: true,
      ...policyFor(settings),
      deployOptions: {
        stageName: settings.stage,
        throttlingRateLimit: settings.hooks.ratePerSecond,
        throttlingBurstLimit: settings.hooks.burst,
        // Both would record paths, and a path holds its token.
        loggingLevel: MethodLoggingLevel.OFF,
        tracingEnabled: false,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    this.api.node.tryRemoveChild('Endpoint');
    this.acknowledge();
    this.baseUrl =
      settings.domain === undefined
        ? Fn.join('', [
            'https://',
            this.api.restApiId,
            '.execute-api.',
            Stack.of(this).region,
            '.',
            Stack.of(this).urlSuffix,
            '/',
            this.api.deploymentStage.stageName,
          ])
        : this.customDomain(settings.domain);
  }

  private customDomain(domain: NonNullable<StageSettings['domain']>): string {
    const name = new DomainName(this, 'Domain', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new BasePathMapping(this, 'BasePath', {
      domainName: name,
      restApi: this.api,
      stage: this.api.deploymentStage,
    });
    if (domain.hostedZoneId !== undefined) {
      new CfnRecordSet(this, 'Alias', {
        hostedZoneId: domain.hostedZoneId,
        name: domain.name,
        type: 'A',
        aliasTarget: {
          dnsName: name.domainNameAliasDomainName,
          hostedZoneId: name.domainNameAliasHostedZoneId,
        },
      });
    }
    return `https://${domain.name}`;
  }

  private acknowledge(): void {
    const token =
      'It would record paths, and a path holds the secret token of its shortcode; every 4xx and 5xx is an alarm.';
    Validations.of(this.api.deploymentStage).acknowledge(
      {
        id: 'AwsSolutions-APIG3',
        reason: 'Source addresses are observed, or enforced by the resource policy; sizes by SQS.',
      },
      { id: 'AwsSolutions-APIG6', reason: token },
      { id: 'Serverless-APIGWXrayEnabled', reason: token },
    );
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG2',
      reason: 'A notice is kept whatever it looks like; one that cannot be read goes to quarantine.',
    });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: "The account's one role for access logs; AWS's own policy is what API Gateway asks for.",
    });
  }
}

/** For routes that Safaricom calls: it signs nothing and sends no credentials. */
export const acknowledgeOpenRoute = (method: Method): void => {
  const reason =
    'Safaricom sends no credentials: the token in the path is checked by the function that reads the notice.';
  Validations.of(method).acknowledge(
    { id: 'AwsSolutions-APIG4', reason },
    { id: 'AwsSolutions-COG4', reason },
  );
};

const accessLogFields = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.resourcePath',
  sourceIp: '$context.identity.sourceIp',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.responseType',
};

const policyFor = ({ sourceAddresses }: StageSettings) =>
  sourceAddresses.mode === 'observe'
    ? {}
    : {
        policy: new PolicyDocument({
          statements: [
            new PolicyStatement({
              effect: Effect.ALLOW,
              principals: [new AnyPrincipal()],
              actions: ['execute-api:Invoke'],
              resources: ['execute-api:/*/POST/hooks/*'],
              conditions: { IpAddress: { 'aws:SourceIp': sourceAddresses.addresses } },
            }),
          ],
        }),
      };
