import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import type { Identities } from './identities.ts';
import type { SalioFunction } from './salio-function.ts';

export interface ManagerApiProps {
  readonly settings: StageSettings;
  readonly identities: Identities;
}

/** The HTTP API for managers; a route takes a token of the identities unless it is said to be open. */
export class ManagerApi extends Construct {
  /** Without a trailing slash. */
  readonly url: string;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ManagerApiProps) {
    super(scope, id);
    const { settings, identities } = props;
    this.api = new HttpApi(this, 'Api', {
      apiName: `salio-${settings.stage}-manager`,
      description: `Salio's manager API (${settings.stage})`,
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Token', identities.pool.userPoolProviderUrl, {
        jwtAudience: [identities.client.userPoolClientId],
      }),
      ...corsFor(settings.manager.corsOrigins),
    });
    const { region, urlSuffix } = Stack.of(this);
    // What the attribute ApiEndpoint says, which not every emulator of CloudFormation knows.
    this.url = `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
    this.makeStage(settings);
  }

  /** A route behind the token. */
  route(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: `/api/${string}`, handler: SalioFunction): void {
    this.api.addRoutes({ path, methods: [HttpMethod[method]], integration: integrate(handler) });
  }

  /** A GET route that anybody may call. */
  openRoute(path: `/api/${string}`, handler: SalioFunction): void {
    const routes = this.api.addRoutes({
      path,
      methods: [HttpMethod.GET],
      integration: integrate(handler),
      authorizer: new HttpNoneAuthorizer(),
    });
    for (const route of routes) {
      const reason =
        'The description of the API holds nothing secret, and tools read it before anybody has a token.';
      Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
    }
  }

  private makeStage(settings: StageSettings): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: settings.logRetentionDays,
      removalPolicy: settings.removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: settings.manager.ratePerSecond, burstLimit: settings.manager.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
  }
}

const integrate = (handler: SalioFunction) => new HttpLambdaIntegration(handler.node.id, handler.function);

const accessLogFields = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  who: '$context.authorizer.claims.sub',
  sourceIp: '$context.identity.sourceIp',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.responseType',
};

const corsFor = (origins: readonly string[]) =>
  origins.length === 0
    ? {}
    : {
        corsPreflight: {
          allowOrigins: [...origins],
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
          allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
        },
      };
