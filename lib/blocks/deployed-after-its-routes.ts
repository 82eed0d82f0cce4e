import { type Deployment, RestApi } from 'aws-cdk-lib/aws-apigateway';

/**
 * A REST API whose deployment stands behind its routes in the template: some that speak CloudFormation make resources in that order
 * when a stack changes, whatever a resource says that it depends on.
 */
export class DeployedAfterItsRoutes extends RestApi {
  private deployment?: Deployment;

  override get latestDeployment(): Deployment | undefined {
    return this.deployment;
  }

  override set latestDeployment(deployment: Deployment) {
    this.deployment = deployment;
  }
}
