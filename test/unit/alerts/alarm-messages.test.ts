import { describe, expect, it } from '@jest/globals';
import { alarmMessage } from '../../../shared/alerts/alarm-messages.ts';
import { alarmFact } from '../../../shared/alerts/alarm-notice.ts';

const to = { webhook: { secretId: 'ops', path: 'webhook_url' }, channel: '#ops', mentions: '<!here>' };
const notice = (text: string) => ({ messageId: 'm-1', subject: 'Budget', text, at: 1_764_057_600_000 });
const alarm = (NewStateValue: string) =>
  notice(
    JSON.stringify({
      AlarmName: 'WatchHooksFail',
      AlarmDescription: null,
      NewStateValue,
      NewStateReason: 'Threshold *crossed* for 254700000111',
    }),
  );

describe('an alarm in Slack', () => {
  it('calls people when it begins, and tells them quietly that it is over', () => {
    expect(alarmMessage(alarmFact(alarm('ALARM')).data, to)).toMatchObject({
      channel: '#ops',
      text: '🚨 *Alarm: WatchHooksFail*  <!here>',
    });
    expect(alarmMessage(alarmFact(alarm('OK')).data, to).text).toBe('✅ *Over: WatchHooksFail*');
  });

  it('holds no formatting and no phone number of others', () => {
    const said = JSON.stringify(alarmMessage(alarmFact(alarm('ALARM')).data, to));
    expect(said).not.toContain('*crossed*');
    expect(said).not.toContain('254700000111');
  });

  it('tells what is no alarm of CloudWatch as it came: a budget', () => {
    const { data } = alarmFact(notice('Budget exceeded: USD 51.20'));
    expect(data).toEqual({
      name: 'Budget',
      state: 'ALARM',
      description: '',
      reason: 'Budget exceeded: USD 51.20',
    });
  });

  it('is one fact, however often its notice is delivered', () => {
    expect(alarmFact(alarm('ALARM')).id).toBe(alarmFact(alarm('ALARM')).id);
  });
});
