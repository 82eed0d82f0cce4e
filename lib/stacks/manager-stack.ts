import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { StageSecrets } from '../blocks/stage-secrets.ts';
import { Manager } from '../capabilities/manager.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

export interface ManagerStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
}

/** The API of the people who run the payments, and their identities. */
export class ManagerStack extends Stack {
  /** The export that tells the id of its API. */
  readonly apiIdExport: string;

  constructor(scope: Construct, id: string, props: ManagerStackProps) {
    super(scope, id, props);
    const { settings, data, pipeline } = props;
    const secrets = new StageSecrets(this, 'Secrets', { settings });
    const manager = new Manager(this, 'Manager', { settings, data, queues: pipeline.queues, secrets });
    this.apiIdExport = `salio-${settings.stage}-manager-api`;
    // Put into text, for an emulator that knows no HTTP APIs exports no bare reference to one.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
    const apiId = Fn.sub('${Api}', { Api: manager.api.api.apiId });
    new CfnOutput(this, 'ManagerApiId', { value: apiId, exportName: this.apiIdExport });
    new CfnOutput(this, 'ManagerUrl', { value: manager.api.url, description: 'Base of the manager API' });
    new CfnOutput(this, 'UserPoolId', { value: manager.identities.pool.userPoolId });
    new CfnOutput(this, 'AppClientId', { value: manager.identities.client.userPoolClientId });
  }
}
