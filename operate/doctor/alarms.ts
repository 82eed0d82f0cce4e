import type { StageSettings } from '../../lib/stages.ts';
import { alarmsDestination } from '../../shared/alerts/notification-settings.ts';
import { doubtful, type Finding, right } from './finding.ts';

/** Who hears of alarms, as the settings say: people by mail, and a channel in Slack. */
export function alarmListeners({ notifications, operations }: StageSettings): readonly string[] {
  const slack = alarmsDestination(notifications);
  return [
    ...operations.alarmEmails,
    ...(slack ? [slack.channel ? `Slack (${slack.channel})` : 'Slack'] : []),
  ];
}

/** Whether anybody does. Who subscribed to the topic by hand is not known here. */
export function lookAtAlarms(settings: StageSettings): Finding {
  const check = 'alarms';
  const listeners = alarmListeners(settings);
  return listeners.length > 0
    ? right(check, `heard by ${listeners.join(', ')}`)
    : doubtful(
        check,
        `nobody hears them: name people in operations.alarmEmails, or a channel of Slack in notifications.alarms, of config/${settings.stage}.json`,
      );
}
