import { type CfnEventBus, EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Access } from './access.ts';

/** The bus that carries the facts. People write rules against its name, so it is named: `salio-<stage>`. */
export class FactBus extends Construct {
  readonly eventBusName: string;
  readonly publish: Access;

  constructor(scope: Construct, id: string, props: { readonly stage: string }) {
    super(scope, id);
    const bus = new EventBus(this, 'Bus', { eventBusName: `salio-${props.stage}` });
    // The attribute, since what `Ref` gives differs among emulators of CloudFormation.
    this.eventBusName = (bus.node.defaultChild as CfnEventBus).attrName;
    this.publish = {
      environment: { EVENT_BUS_NAME: this.eventBusName },
      statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] })],
    };
  }
}
