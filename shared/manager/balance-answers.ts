import * as z from 'zod/mini';
import { amount, text, time } from './words.ts';

const alertType = z.enum(['low_balance', 'unusual_drop', 'balance_recovery']);
const figure = z.nullable(amount);
export const balanceCheck = z
  .object({
    id: z.string(),
    partner_id: z.string(),
    partner_name: z.string(),
    shortcode: z.string(),
    account: text,
    currency: text,
    balance_amount: figure.check(z.describe('Available; null unless it is a success')),
    previous_balance: figure,
    balance_change: figure,
    balance_change_percentage: z.nullable(z.number()).check(z.describe('Null where the previous is ≤ 0')),
    triggered_alerts: z.array(alertType),
    response_status: z.enum(['success', 'error', 'timeout']),
    response_code: text.check(z.describe("M-Pesa's, or ours such as account_missing")),
    response_message: text,
    accounts: z.array(
      z.object({
        name: z.string(),
        currency: z.string(),
        current: amount,
        available: amount,
        reserved: amount,
        uncleared: amount,
      }),
    ),
    requested_by: z.string(),
    requested_at: time,
    mpesa_completed_at: z.nullable(time),
    checked_at: z.nullable(time),
  })
  .register(z.globalRegistry, { id: 'BalanceCheck', description: "One reading of a shortcode's accounts" });

export const balanceAlert = z
  .object({
    id: z.string(),
    check_id: z.string(),
    partner_id: z.string(),
    partner_name: z.string(),
    shortcode: z.string(),
    account: z.string(),
    currency: z.string(),
    alert_type: alertType,
    alert_severity: z.enum(['critical', 'warning', 'info']),
    balance_amount: amount,
    previous_balance: figure,
    low_balance_threshold: figure,
    slack_sent: z.boolean(),
    is_resolved: z.boolean(),
    resolved_at: z.nullable(time),
    resolved_by: text,
    created_at: time,
  })
  .register(z.globalRegistry, { id: 'BalanceAlert' });
