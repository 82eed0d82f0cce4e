import { describe, expect, it } from '@jest/globals';
import {
  balanceAlertMessage,
  credentialExpiringMessage,
  pollingStoppedMessage,
} from '../../../shared/alerts/balance-messages.ts';
import type { BalanceAlerted } from '../../../shared/events/balance-alerted.ts';
import {
  aBalanceAlert,
  aDestination,
  anExpiringCredential,
  aPollingStop,
} from '../../support/builders/a-fact.ts';

const to = aDestination({ mentions: '@admin @finance' });
const told = (given: Partial<BalanceAlerted['data']> = {}) =>
  balanceAlertMessage(aBalanceAlert(given).data, to);
const detailsOf = (given: Partial<BalanceAlerted['data']>) =>
  told(given).attachments?.[0]?.fields.at(-1)?.value;

describe('a balance alert', () => {
  it('is what the channel has always read, to the letter', () => {
    expect(JSON.stringify(told(), null, 1)).toBe(
      JSON.stringify(
        {
          channel: '#mpesa-alerts',
          username: 'M-Pesa Balance Monitor',
          icon_emoji: ':money_with_wings:',
          text: '🚨 *Balance Alert for Acme Buses*  @admin @finance',
          attachments: [
            {
              color: 'danger',
              fields: [
                { title: 'Partner', value: 'Acme Buses', short: true },
                { title: 'Shortcode', value: '174379', short: true },
                { title: 'Current Balance', value: 'KES 990.00', short: true },
                { title: 'Previous Balance', value: 'KES 1,200.00', short: true },
                {
                  title: 'Alert Details',
                  value:
                    '⚠️ Low balance alert! Current balance (KES 990.00) is below threshold (KES 1,000.00)',
                  short: false,
                },
              ],
            },
          ],
        },
        null,
        1,
      ),
    );
  });

  it('says "at" where the balance is the threshold', () => {
    expect(detailsOf({ balanceMinor: 100_000 })).toBe(
      '⚠️ Low balance alert! Current balance (KES 1,000.00) is at threshold (KES 1,000.00)',
    );
  });

  it('tells of a drop and of a recovery', () => {
    const drop = {
      alertType: 'unusual_drop',
      balanceMinor: 2_000_000,
      previousBalanceMinor: 2_500_050,
    } as const;
    expect(told(drop).attachments?.[0]?.color).toBe('warning');
    expect(detailsOf(drop)).toBe(
      '📉 Unusual drop! Current balance (KES 20,000.00) is KES 5,000.50 (20.0 %) below the previous reading (KES 25,000.50)',
    );
    const recovery = { alertType: 'balance_recovery', balanceMinor: 130_000 } as const;
    expect(told(recovery).attachments?.[0]?.color).toBe('good');
    expect(detailsOf(recovery)).toBe(
      '✅ Balance recovered! Current balance (KES 1,300.00) is above threshold (KES 1,000.00)',
    );
  });

  it('says percentages exactly for any amount', () => {
    const [previousBalanceMinor, balanceMinor] = [9_007_199_254_740_991, 8_106_479_329_266_892];
    expect(detailsOf({ alertType: 'unusual_drop', previousBalanceMinor, balanceMinor })).toContain(
      '(10.0 %)',
    );
  });

  it('says so when there was no reading before', () => {
    const { previousBalanceMinor: _, ...first } = aBalanceAlert().data;
    expect(balanceAlertMessage(first, to).attachments?.[0]?.fields[3]).toEqual({
      title: 'Previous Balance',
      value: 'First reading',
      short: true,
    });
  });
});

describe('a stop of polling', () => {
  it('says why and how it goes on', () => {
    const { text, attachments } = pollingStoppedMessage(aPollingStop().data, to);
    expect(text).toBe('🚨 *Balance monitoring stopped for Acme Buses*  @admin @finance');
    expect(attachments?.[0]?.color).toBe('danger');
    const fields = Object.fromEntries(
      attachments?.[0]?.fields.map(({ title, value }) => [title, value]) ?? [],
    );
    expect(fields.Shortcodes).toBe('600111, 174379');
    expect(fields["M-Pesa's Answer"]).toBe('8006: The security credential is locked.');
    expect(fields['How to Resume']).toContain('POST /api/v1/balance-monitoring/configs/acme/600111/resume');
  });

  it('of one shortcode blames no credential', () => {
    const message = pollingStoppedMessage(
      aPollingStop({ scope: 'shortcode', shortcodes: ['600111'] }).data,
      to,
    );
    expect(JSON.stringify(message)).not.toMatch(/lock the M-Pesa operator|working credential/);
  });
});

it('warns of a credential that expires', () => {
  const { text, attachments } = credentialExpiringMessage(anExpiringCredential().data, to);
  expect(text).toContain('credential expiring for Acme Buses');
  expect(attachments?.[0]?.color).toBe('warning');
  expect(attachments?.[0]?.fields.at(-1)?.value).toMatch(/75 days ago and ends on 2026-12-10/);
});
