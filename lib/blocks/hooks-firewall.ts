import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface HooksFirewallProps {
  readonly stageName: string;
  /** Of the API that it stands before. */
  readonly apiStage: Stage;
}

/** Callbacks are some hundred bytes, and the functions put anything longer aside. */
const longestBody = 64 * 1024;

/**
 * A web ACL before the callback URLs. It refuses what is too long to be a callback, and only counts whatever else AWS's own
 * rules find: a notice that is refused may never be sent again, and their rules know nothing of Safaricom.
 */
export class HooksFirewall extends Construct {
  constructor(scope: Construct, id: string, props: HooksFirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      description: `Before the callback URLs of Salio, ${props.stageName}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('SalioHooks'),
      associationConfig: { requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: 'KB_64' } } },
      rules: [
        {
          name: 'TooLong',
          priority: 0,
          action: { block: {} },
          statement: {
            sizeConstraintStatement: {
              // What does not fit into the part that is inspected is too long as well.
              fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
              comparisonOperator: 'GE',
              size: longestBody,
              textTransformations: [{ priority: 0, type: 'NONE' }],
            },
          },
          visibilityConfig: seenAs('SalioHooksTooLong'),
        },
        ...['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesAmazonIpReputationList'].map(
          (name, position) => ({
            name,
            priority: position + 1,
            overrideAction: { count: {} },
            statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
            visibilityConfig: seenAs(name),
          }),
        ),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: props.apiStage.stageArn,
      webAclArn: acl.attrArn,
    });
  }
}

// Samples of requests would hold paths, and a path holds its token.
const seenAs = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});
