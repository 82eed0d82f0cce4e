import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
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
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ManagerStackProps) {
    super(scope, id, props);
    const { settings, data, pipeline } = props;
    const secrets = new StageSecrets(this, 'Secrets', { settings });
    const manager = new Manager(this, 'Manager', { settings, data, queues: pipeline.queues, secrets });
    this.api = manager.api.api;
    new CfnOutput(this, 'ManagerUrl', { value: manager.api.url, description: 'Base of the manager API' });
    new CfnOutput(this, 'UserPoolId', { value: manager.identities.pool.userPoolId });
    new CfnOutput(this, 'AppClientId', { value: manager.identities.client.userPoolClientId });
  }
}
