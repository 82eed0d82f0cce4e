import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** The pages in docs/runbooks. */
export type Runbook =
  | 'daraja-fails'
  | 'dead-letters'
  | 'events-unpublished'
  | 'forwarding-fails'
  | 'functions-fail'
  | 'functions-throttled'
  | 'hooks-fail'
  | 'hooks-refuse'
  | 'manager-fails'
  | 'missed-runs'
  | 'mongodb-unreachable'
  | 'no-callbacks'
  | 'polling-stopped'
  | 'quarantine'
  | 'slack-refuses'
  | 'tokens-refused'
  | 'unknown-source'
  | 'unreconciled'
  | 'validation-fails'
  | 'work-waits';

export interface RunbookAlarmProps {
  /** What happened, in words for whoever is woken. */
  readonly what: string;
  readonly runbook: Runbook;
  readonly runbooksUrl: string;
  readonly topic: ITopic;
  readonly metric: IMetric;
  /** It sounds at this value and above. @default 1 */
  readonly threshold?: number;
  /** It sounds below the threshold instead. @default false */
  readonly below?: boolean;
  /** How many periods of the metric in a row. @default 1 */
  readonly periods?: number;
  /** It sounds when there is no figure as well, for one that comes each minute. @default false: what does not happen is not counted */
  readonly silenceSounds?: boolean;
}

/** An alarm that tells people what to do: every one names its runbook. They hear as well when it is over. */
export class RunbookAlarm extends Construct {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, 'Alarm', {
      alarmDescription: `${props.what} Runbook: ${props.runbooksUrl}/${props.runbook}.md`,
      metric: props.metric,
      threshold: props.threshold ?? 1,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: props.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.silenceSounds ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(props.topic));
    alarm.addOkAction(new SnsAction(props.topic));
  }
}
