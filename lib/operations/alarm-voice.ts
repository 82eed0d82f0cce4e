import { Duration, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, type ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SalioFunction } from '../blocks/salio-function.ts';
import type { WorkQueue } from '../blocks/work-queue.ts';
import type { StageSettings } from '../stages.ts';

export interface AlarmVoiceProps {
  readonly settings: StageSettings;
  readonly topic: ITopic;
  readonly notifications: WorkQueue;
  /** Where a notice ends that could not be passed on. */
  readonly deadLetters: Queue;
}

/** Alarms in Slack: from the topic to the queue of all that people are told there. */
export class AlarmVoice extends Construct {
  constructor(scope: Construct, id: string, props: AlarmVoiceProps) {
    super(scope, id);
    const { settings, topic, notifications, deadLetters } = props;
    const tellAlarm = new SalioFunction(this, 'TellAlarm', {
      settings,
      lambda: 'alerts/tell-alarm',
      timeout: Duration.seconds(10),
      needs: [notifications.send],
      asynchronous: { deadLetters, maxAge: Duration.hours(1) },
    });
    tellAlarm.function.addPermission('Topic', {
      principal: new ServicePrincipal('sns.amazonaws.com'),
      sourceArn: topic.topicArn,
    });
    const subscription = new CfnSubscription(this, 'Subscription', {
      topicArn: topic.topicArn,
      protocol: 'lambda',
      endpoint: tellAlarm.function.functionArn,
    });
    const reason = 'What fails ends in the dead letters of its function; SNS hands it over within seconds.';
    Validations.of(subscription).acknowledge({ id: 'Serverless-SNSRedrivePolicy', reason });
    Validations.of(tellAlarm).acknowledge({
      id: 'Serverless-LambdaAsyncFailureDestination',
      reason: 'What fails for good ends in the dead letters of the jobs, which need no second copy.',
    });
  }
}
