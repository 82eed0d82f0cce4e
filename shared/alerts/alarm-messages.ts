import type { AlarmChanged } from '../events/alarm-changed.ts';
import type { SlackDestination } from '../events/slack-destination.ts';
import { maskText } from '../kernel/mask.ts';
import { longField, type SlackColor, type SlackMessage } from './slack-message.ts';
import { plain, plainName, withMentions } from './slack-text.ts';

type State = AlarmChanged['data']['state'];

const words: Readonly<Record<State, { readonly headline: string; readonly color: SlackColor }>> = {
  ALARM: { headline: '🚨 *Alarm:', color: 'danger' },
  OK: { headline: '✅ *Over:', color: 'good' },
  INSUFFICIENT_DATA: { headline: '❔ *No data:', color: 'warning' },
};

/** An alarm that sounds, with its runbook, or that is over. Only what sounds calls people by name. */
export function alarmMessage(
  { name, state, description, reason }: AlarmChanged['data'],
  to: SlackDestination,
): SlackMessage {
  const { headline, color } = words[state];
  const text = `${headline} ${plainName(name)}*`;
  return {
    ...(to.channel !== undefined && { channel: to.channel }),
    username: 'Salio',
    icon_emoji: ':rotating_light:',
    text: state === 'ALARM' ? withMentions(text, to.mentions) : text,
    attachments: [
      {
        color,
        fields: [
          ...(description === '' ? [] : [longField('What happened', plain(maskText(description)))]),
          longField('Why', plain(maskText(reason))),
        ],
      },
    ],
  };
}
