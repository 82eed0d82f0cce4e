import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface CostBudgetProps {
  readonly stage: string;
  readonly limitUsd: number;
  readonly topic: ITopic;
}

/**
 * Tells people when the account's month costs, or will cost, more than it may. An alarm on estimated charges would work
 * in us-east-1 only, and only where billing alerts were switched on by hand.
 */
export class CostBudget extends Construct {
  constructor(scope: Construct, id: string, { stage, limitUsd, topic }: CostBudgetProps) {
    super(scope, id);
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED') => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold: 100 },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    });
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: limitUsd, unit: 'USD' },
        budgetName: `salio-${stage} (runbook cost-rises)`,
      },
      notificationsWithSubscribers: [tell('ACTUAL'), tell('FORECASTED')],
    });
    // Budgets tries the topic when it is made.
    budget.node.addDependency(topic);
  }
}
