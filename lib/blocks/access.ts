import type { Acknowledgment } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Where a function must run to reach something. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly securityGroups: readonly ISecurityGroup[];
}

/**
 * What a function needs in order to use something: the variables that tell it where, and the least it must be allowed.
 * Both come from one place, so that neither is given without the other.
 */
export interface Access {
  readonly environment?: Readonly<Record<string, string>>;
  readonly statements?: readonly PolicyStatement[];
  readonly network?: FunctionNetwork | undefined;
  /** Findings of cdk-nag that this access cannot avoid, with the reason. */
  readonly acknowledgements?: readonly Acknowledgment[];
}

/** Variables only. */
export const told = (environment: Readonly<Record<string, string>>): Access => ({ environment });
