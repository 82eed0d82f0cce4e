import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../blocks/alarm-topic.ts';
import { AlarmVoice } from '../operations/alarm-voice.ts';
import { CostBudget } from '../operations/cost-budget.ts';
import { StageAlarms } from '../operations/stage-alarms.ts';
import { StageDashboard } from '../operations/stage-dashboard.ts';
import type { StageSettings } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import type { ManagerStack } from './manager-stack.ts';
import type { PipelineStack } from './pipeline-stack.ts';

export interface OperationsStackProps extends StackProps {
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly manager: ManagerStack;
}

/** What people who run the stage look at, and what wakes them. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { settings, data, pipeline, manager } = props;
    const { alarmEmails: emails, monthlyBudgetUsd } = settings.operations;
    const { topic } = new AlarmTopic(this, 'Alarms', { encryptionKey: data.key, emails });
    const { notifications, missedRuns } = pipeline.queues;
    const managerApi = HttpApi.fromHttpApiAttributes(this, 'ManagerApi', {
      httpApiId: Fn.importValue(manager.apiIdExport),
    });
    new StageAlarms(this, 'Watch', { settings, topic, pipeline, managerApi });
    new AlarmVoice(this, 'Voice', { settings, topic, notifications, deadLetters: missedRuns.queue });
    if (monthlyBudgetUsd !== undefined)
      new CostBudget(this, 'Cost', { stage: settings.stage, limitUsd: monthlyBudgetUsd, topic });
    const dashboard = new StageDashboard(this, 'Dashboard', {
      settings,
      data,
      pipeline,
      manager,
      managerApi,
    });
    new CfnOutput(this, 'DashboardName', { value: dashboard.name, description: 'In CloudWatch' });
    new CfnOutput(this, 'AlarmTopic', {
      value: topic.topicArn,
      description: 'Subscribe to hear alarms',
    });
  }
}
