import { describe, expect, it } from '@jest/globals';
import { configurationOf } from '../../../shared/balances/configuration.ts';
import { configReport } from '../../../shared/balances/reports.ts';
import { faultsOf } from '../../../shared/kernel/faults.ts';
import { balanceConfig, balanceConfigBody, sameName } from '../../../shared/manager/balance-config.ts';
import { balanceRoutes } from '../../../shared/manager/balance-routes.ts';
import { openApiDocument } from '../../../shared/manager/openapi.ts';
import { aConfig, acme } from '../../support/builders/balances.ts';

const example = {
  partner_id: '550e8400-e29b-41d4-a716-446655440000',
  check_interval_minutes: 15,
  low_balance_threshold: 1000.0,
  unusual_drop_threshold: 5000.0,
  unusual_drop_percentage: 20.0,
  slack_webhook_url: 'https://hooks.slack.com/services/...',
  slack_channel: '#mpesa-alerts',
  slack_mentions: '@admin @finance',
  notify_on_low_balance: true,
  notify_on_unusual_drop: true,
  notify_on_balance_recovery: true,
};
const faults = (given: object) => {
  const parsed = balanceConfigBody.safeParse({ ...example, ...given });
  return parsed.success ? [] : faultsOf(parsed.error).map(({ field }) => field);
};

describe('a balance configuration', () => {
  it('is taken as the example has it, in minor units and hundredths inside', () => {
    const fields = balanceConfigBody.parse(example);
    const config = configurationOf({ partnerId: acme }, fields, { hasSlackWebhook: true, at: 0 });
    expect(config).toMatchObject({
      isEnabled: true,
      lowBalanceThresholdMinor: 100_000,
      unusualDropMinor: 500_000,
      unusualDropHundredths: 2_000,
      recoveryMarginHundredths: 0,
      version: 1,
    });
    const { slack_webhook_url: _, partner_id: __, ...rest } = example;
    const report = configReport(config, []);
    expect(report).toMatchObject({ ...rest, slack_webhook_url: 'stored' });
    expect(balanceConfig.safeParse(report).success).toBe(true);
  });

  it('needs a partner and nothing else', () => {
    expect(balanceConfigBody.parse({ partner_id: 'p' })).toMatchObject({
      enabled: true,
      check_interval_minutes: 15,
      recovery_margin_percentage: 0,
      notify_on_low_balance: true,
    });
    const missing = balanceConfigBody.safeParse({});
    expect(missing.success ? [] : faultsOf(missing.error)).toEqual([
      { field: 'partner_id', message: 'expected a string' },
    ]);
  });

  it.each([
    ['partner_id', ['', 5, 'x'.repeat(201)]],
    ['shortcode', ['', 'abc', '12345678901', 600111]],
    ['account', ['', 'A|B', 'x'.repeat(61), 5]],
    ['enabled', ['yes', 1]],
    ['check_interval_minutes', [4, 1441, 7.5, '15', -1, null]],
    ['low_balance_threshold', [-1, 0.001, '1000', Number.NaN, 1e21]],
    ['unusual_drop_threshold', [0, -5, 1.234, '5']],
    ['unusual_drop_percentage', [0, 100.01, 20.123, '20']],
    ['recovery_margin_percentage', [-1, 50.01, 10.001, '5']],
    [
      'slack_webhook_url',
      [
        'http://hooks.slack.com/services/a',
        'https://hooks.slack.com',
        'https://hooks.slack.com.evil.example/x',
        'hello',
        5,
        '',
      ],
    ],
    ['slack_channel', ['', 'x'.repeat(81), 5]],
    ['slack_mentions', ['', 'x'.repeat(501), 5]],
    ['notify_on_low_balance', ['true', 0]],
    ['notify_on_unusual_drop', ['true', 0]],
    ['notify_on_balance_recovery', ['true', 0]],
    ['slack_webhook', ['unknown']],
    ['Partner_id', ['unknown']],
  ])('refuses %s by name', (field, values) => {
    for (const value of values)
      expect({ value, faults: faults({ [field]: value }) }).toEqual({ value, faults: [field] });
  });

  it.each([
    ['check_interval_minutes', [5, 1440]],
    ['low_balance_threshold', [0, 0.01, 1000, 89_999_999_999_999]],
    ['unusual_drop_percentage', [0.01, 100]],
    ['recovery_margin_percentage', [0, 50, 12.5]],
    ['slack_webhook_url', [null, 'stored', 'https://hooks.slack.com/services/T0/B0/x']],
    ['account', ['Utility Account', 'Working Account', 'Merchant Account', null]],
    ['shortcode', ['600111', null]],
  ])('takes %s to its limits', (field, values) => {
    for (const value of values)
      expect({ value, faults: faults({ [field]: value }) }).toEqual({ value, faults: [] });
  });

  it('names no value that it refuses', () => {
    const parsed = balanceConfigBody.safeParse({
      ...example,
      slack_webhook_url: 'https://evil.example/secret-path',
    });
    expect(JSON.stringify(parsed.success ? [] : faultsOf(parsed.error))).not.toContain('secret-path');
  });

  it('is named by the path, whatever the body repeats', () => {
    const params = { partner_id: 'p', shortcode: 'all' };
    expect(sameName(params, {})).toEqual({ ok: true, value: { partnerId: 'p', key: 'all' } });
    expect(sameName({ ...params, shortcode: '600111' }, { partner_id: 'p', shortcode: '600111' }).ok).toBe(
      true,
    );
    const other = sameName(params, { partner_id: 'q', shortcode: '600111' });
    expect(other.ok ? [] : other.error.errors?.map(({ field }) => field)).toEqual([
      'partner_id',
      'shortcode',
    ]);
  });

  it('is described with all its routes', () => {
    const { paths } = openApiDocument(balanceRoutes);
    const methods = Object.entries(paths).flatMap(([path, there]) =>
      Object.keys(there).map(
        (method) => `${method.toUpperCase()} ${path.replace('/api/v1/balance-monitoring', '')}`,
      ),
    );
    expect(methods.toSorted()).toEqual([
      'DELETE /configs/{partner_id}/{shortcode}',
      'GET /alerts',
      'GET /checks',
      'GET /configs',
      'GET /summary',
      'POST /alerts/{id}/resolve',
      'POST /check',
      'POST /configs',
      'POST /configs/{partner_id}/{shortcode}/resume',
      'PUT /configs/{partner_id}/{shortcode}',
    ]);
    expect(aConfig().version).toBe(1);
  });
});
