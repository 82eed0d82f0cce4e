import type { PartnerId, Shortcode } from '../kernel/identifiers.ts';

export const alertTypes = ['low_balance', 'unusual_drop', 'balance_recovery'] as const;
export type AlertType = (typeof alertTypes)[number];
export type AlertSeverity = 'critical' | 'warning' | 'info';

export const severityOf: Readonly<Record<AlertType, AlertSeverity>> = {
  low_balance: 'critical',
  unusual_drop: 'warning',
  balance_recovery: 'info',
};

/** Something about a shortcode's balance that people are told of. */
export interface BalanceAlert {
  /** The check's id and the type: one of a type per check. */
  readonly id: string;
  readonly checkId: string;
  readonly partnerId: PartnerId;
  readonly partnerName: string;
  readonly shortcode: Shortcode;
  readonly account: string;
  readonly currency: string;
  readonly alertType: AlertType;
  readonly at: number;
  readonly balanceMinor: number;
  readonly previousBalanceMinor?: number;
  readonly lowBalanceThresholdMinor?: number;
  readonly isSlackSent: boolean;
  readonly isResolved: boolean;
  readonly resolvedAt?: number;
  /** A person, or `system` where the balance recovered. */
  readonly resolvedBy?: string;
}

export const alertId = (checkId: string, type: AlertType): string => `${checkId}.${type}`;

export function readAlertId(id: string): { readonly checkId: string; readonly type: AlertType } | undefined {
  const [checkId, type, ...rest] = id.split('.');
  const known = alertTypes.find((one) => one === type);
  return checkId && known && rest.length === 0 ? { checkId, type: known } : undefined;
}
