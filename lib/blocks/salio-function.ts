import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ConfigurationError, type StageSettings } from '../stages.ts';
import type { Access } from './access.ts';

/** The context value that names the folder of the bundles. Without it, `dist/lambdas`. */
export const bundlesContext = 'salio:bundles';

export interface SalioFunctionProps {
  readonly settings: StageSettings;
  /** The Lambda's source below `lambdas/`, for example `payments/reconcile-notice`. */
  readonly lambda: `${string}/${string}`;
  readonly timeout: Duration;
  /** @default the stage's `functions.memoryMb` */
  readonly memoryMb?: number;
  /** All it may use. @default nothing */
  readonly needs?: readonly Access[];
  /** @default none is reserved */
  readonly reservedConcurrency?: number | undefined;
  /**
   * Lambda stops a function that has fed itself sixteen times in a row, unless it is meant to.
   * @default false
   */
  readonly feedsItself?: boolean;
  /** For functions that are invoked asynchronously: where an invocation ends that failed for good. */
  readonly asynchronous?: { readonly deadLetters: IQueue; readonly maxAge: Duration };
}

/** A function from its bundle in `dist/lambdas`, with its own role and log group, allowed exactly what it needs. */
export class SalioFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: SalioFunctionProps) {
    super(scope, id);
    const { settings, needs = [] } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: settings.removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.role = this.roleFor(props, logGroup);
    if (!settings.functions.tracing) {
      Validations.of(this).acknowledge({
        id: 'Serverless-LambdaTracing',
        reason:
          'Traces cost more than what they trace; functions.tracing turns them on where somebody looks at them.',
      });
    }
    const network = needs.find((need) => need.network)?.network;
    this.function = new LambdaFunction(this, 'Function', {
      description: `${props.lambda} (${settings.stage})`,
      code: this.bundle(props.lambda),
      handler: 'handler.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? settings.functions.memoryMb,
      timeout: props.timeout,
      tracing: settings.functions.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      role: this.role,
      logGroup,
      environment: this.environment(props),
      ...(props.feedsItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(network === undefined ? {} : { vpc: network.vpc, securityGroups: [...network.securityGroups] }),
      ...(props.asynchronous === undefined
        ? {}
        : {
            deadLetterQueue: props.asynchronous.deadLetters,
            maxEventAge: props.asynchronous.maxAge,
            retryAttempts: 1,
          }),
    });
  }

  private bundle(lambda: string): Code {
    const folder: string =
      this.node.tryGetContext(bundlesContext) ?? join(import.meta.dirname, '../../dist/lambdas');
    const bundle = join(folder, lambda);
    if (!existsSync(bundle))
      throw new ConfigurationError(`There is no bundle in ${bundle}: run npm run bundle first.`);
    return Code.fromAsset(bundle);
  }

  private roleFor(props: SalioFunctionProps, logGroup: LogGroup): Role {
    const needs = props.needs ?? [];
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const statement of needs.flatMap((need) => need.statements ?? [])) role.addToPolicy(statement);
    Validations.of(role).acknowledge(...needs.flatMap((need) => need.acknowledgements ?? []));
    if (props.settings.functions.tracing) {
      const reason = 'X-Ray has no resources that could be named.';
      Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason });
    }
    if (needs.some((need) => need.network)) {
      role.addManagedPolicy(
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaENIManagementAccess'),
      );
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaENIManagementAccess]',
        reason:
          "Network interfaces have no name beforehand; AWS's own policy holds the actions for them and no other.",
      });
    }
    return role;
  }

  private environment({ lambda, settings, needs = [] }: SalioFunctionProps): Record<string, string> {
    return {
      STAGE: settings.stage,
      POWERTOOLS_SERVICE_NAME: lambda.slice(lambda.indexOf('/') + 1),
      POWERTOOLS_METRICS_NAMESPACE: 'Salio',
      POWERTOOLS_LOG_LEVEL: settings.functions.logLevel,
      ...Object.assign({}, ...needs.map((need) => need.environment)),
    };
  }
}
