import { App, DefaultStackSynthesizer, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { bundlesContext } from './blocks/salio-function.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ManagerStack } from './stacks/manager-stack.ts';
import { OperationsStack } from './stacks/operations-stack.ts';
import { PipelineStack } from './stacks/pipeline-stack.ts';
import { readStage, type StageSettings } from './stages.ts';

export interface AppOptions {
  /** A stage of `config/`, or its settings. @default the context value `stage`, which is either, else SALIO_STAGE */
  readonly stage?: string | StageSettings | undefined;
  /** @default where the CDK CLI says, else `cdk.out` */
  readonly outdir?: string | undefined;
  /** The folder of the bundles. @default dist/lambdas */
  readonly bundles?: string | undefined;
}

/** The CDK app of one stage. Needs neither an account nor a network; a finding of cdk-nag fails the synthesis. */
export const buildApp = ({ stage, outdir, bundles }: AppOptions = {}): App => {
  const app = new App({
    outdir: outdir ?? process.env.CDK_OUTDIR ?? 'cdk.out',
    analyticsReporting: false,
    // The rule asks for an SSM parameter, which not everything that speaks CloudFormation has; the CLI checks it anyway.
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    context: {
      '@aws-cdk/aws-iam:minimizePolicies': true,
      '@aws-cdk/core:checkSecretUsage': true,
      // Exports and imports, which every CloudFormation speaks.
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      // The path of each asset in the template, by which a bundle is found.
      'aws:cdk:enable-asset-metadata': true,
      ...(bundles === undefined ? {} : { [bundlesContext]: bundles }),
    },
  });
  const named: string | StageSettings | undefined =
    stage ?? app.node.tryGetContext('stage') ?? process.env.SALIO_STAGE;
  const settings = typeof named === 'object' ? named : readStage(named);
  const stackProps = (name: string) => ({
    settings,
    stackName: `salio-${settings.stage}-${name}`,
    tags: { 'salio:stage': settings.stage, ...settings.tags },
    description: `Salio (${settings.stage}): ${name}`,
    // Its tables, bucket, key and people are kept anyway; without the stack nobody would look after them.
    terminationProtection: settings.removal === 'retain',
    ...(settings.account === undefined
      ? {}
      : { env: { account: settings.account, region: settings.region } }),
  });
  const data = new DataStack(app, 'Data', stackProps('data'));
  const pipeline = new PipelineStack(app, 'Pipeline', { ...stackProps('pipeline'), data });
  const manager = new ManagerStack(app, 'Manager', { ...stackProps('manager'), data, pipeline });
  new OperationsStack(app, 'Operations', { ...stackProps('operations'), data, pipeline, manager });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
};
