import { Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  Deployment,
  EndpointType,
  LogGroupLogDestination,
  type Method,
  MethodLoggingLevel,
  type Resource,
  type RestApi,
  Stage,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { DeployedAfterItsRoutes } from './deployed-after-its-routes.ts';
import { HooksDomain } from './hooks-domain.ts';
import { HooksFirewall } from './hooks-firewall.ts';

/** The API that Safaricom calls: Regional, JSON only, its logs without the token that is part of every path. */
export class HooksApi extends Construct {
  readonly api: RestApi;
  /** `/hooks/{token}`, below which each channel is. */
  readonly hook: Resource;
  /** Without a trailing slash; a callback URL is this, `/hooks/<token>/` and the channel. */
  readonly baseUrl: string;

  constructor(scope: Construct, id: string, props: { readonly settings: StageSettings }) {
    super(scope, id);
    const { settings } = props;
    const api = new DeployedAfterItsRoutes(this, 'Api', {
      // CloudWatch tells APIs apart by this name.
      restApiName: `salio-${settings.stage}-hooks`,
      description: `Callbacks from M-Pesa (${settings.stage})`,
      endpointConfiguration: { types: [EndpointType.REGIONAL] },
      deploy: false,
      cloudWatchRole: keepsAccessLog(settings),
      ...policyFor(settings),
    });
    this.api = api;
    this.hook = api.root.addResource('hooks').addResource('{token}');
    api.latestDeployment = new Deployment(api, 'Deployment', {
      api,
      description: `Callbacks from M-Pesa (${settings.stage})`,
    });
    api.deploymentStage = this.makeStage(settings, api.latestDeployment);
    this.acknowledge(settings);
    if (settings.hooks.waf) {
      new HooksFirewall(this, 'Firewall', {
        stageName: settings.stage,
        apiStage: api.deploymentStage,
      });
    }
    this.baseUrl =
      settings.domain === undefined ? this.defaultUrl(settings.stage) : `https://${settings.domain.name}`;
    if (settings.domain !== undefined) new HooksDomain(this, 'Domain', { ...settings.domain, api });
  }

  private makeStage(settings: StageSettings, deployment: Deployment): Stage {
    return new Stage(this.api, `DeploymentStage.${settings.stage}`, {
      deployment,
      stageName: settings.stage,
      throttlingRateLimit: settings.hooks.ratePerSecond,
      throttlingBurstLimit: settings.hooks.burst,
      // Both would record paths, and a path holds its token.
      loggingLevel: MethodLoggingLevel.OFF,
      tracingEnabled: false,
      ...(keepsAccessLog(settings) ? this.accessLog(settings) : {}),
    });
  }

  private accessLog(settings: StageSettings): Pick<StageOptions, 'accessLogDestination' | 'accessLogFormat'> {
    const group = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    return {
      accessLogDestination: new LogGroupLogDestination(group),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
    };
  }

  /** The API's own address gives a URL with a trailing slash. */
  private defaultUrl(stageName: string): string {
    const { region, urlSuffix } = Stack.of(this);
    const host = Fn.join('.', [this.api.restApiId, 'execute-api', region, urlSuffix]);
    return Fn.join('', ['https://', host, '/', stageName]);
  }

  private acknowledge(settings: StageSettings): void {
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
    if (!keepsAccessLog(settings)) {
      const reason =
        'It needs a role of the whole account, which a stage that is destroyed whole leaves alone.';
      Validations.of(this.api.deploymentStage).acknowledge(
        { id: 'AwsSolutions-APIG1', reason },
        { id: 'Serverless-APIGWAccessLogging', reason },
      );
    }
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG2',
      reason: 'A notice is kept whatever it looks like; one that cannot be read goes to quarantine.',
    });
    if (!keepsAccessLog(settings)) return;
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: "The account's one role for access logs; AWS's own policy is what API Gateway asks for.",
    });
  }
}

/**
 * API Gateway writes access logs as one role of the whole account, whichever stage was the last to name it. A stage that
 * comes and goes must not take it away from the others.
 */
const keepsAccessLog = ({ removal }: StageSettings): boolean => removal === 'retain';

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
