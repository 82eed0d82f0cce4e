import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface NetworkEndpointsProps {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** Of the functions, which alone may use the endpoints. */
  readonly securityGroupIds: readonly string[];
  readonly routeTableIds: readonly string[];
}

/** Ways to the AWS services that functions in the VPC use, for subnets without a NAT gateway. */
export class NetworkEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: NetworkEndpointsProps) {
    super(scope, id);
    const { vpcId } = props;
    const { region } = Stack.of(this);
    const doors = new CfnSecurityGroup(this, 'Doors', {
      groupDescription: 'HTTPS from the functions to AWS services',
      vpcId,
      securityGroupIngress: props.securityGroupIds.map((sourceSecurityGroupId) => ({
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        sourceSecurityGroupId,
        description: 'HTTPS from functions',
      })),
    });
    for (const service of ['dynamodb', 's3']) {
      new CfnVPCEndpoint(this, service, {
        vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Gateway',
        routeTableIds: [...props.routeTableIds],
      });
    }
    for (const service of ['sqs', 'secretsmanager', 'events']) {
      new CfnVPCEndpoint(this, service, {
        vpcId,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: [...props.subnetIds],
        securityGroupIds: [doors.attrGroupId],
      });
    }
  }
}
