import type { SlackDestination } from '../events/slack-destination.ts';
import { alarmMessage } from './alarm-messages.ts';
import type { SingleFact } from './audience.ts';
import { balanceAlertMessage, credentialExpiringMessage, pollingStoppedMessage } from './balance-messages.ts';
import { discrepanciesMessage } from './discrepancy-messages.ts';
import type { GroupedFact } from './notification.ts';
import { revenueFailedMessage, revenueMessage } from './revenue-messages.ts';
import type { SlackMessage } from './slack-message.ts';
import type { Summary } from './summary.ts';
import { unmatchedMessage } from './unmatched-messages.ts';

/** What people read of a fact. */
export function messageOf(fact: SingleFact, to: SlackDestination): SlackMessage {
  switch (fact.type) {
    case 'balance.alerted':
      return balanceAlertMessage(fact.data, to);
    case 'balance.polling_stopped':
      return pollingStoppedMessage(fact.data, to);
    case 'credential.expiring':
      return credentialExpiringMessage(fact.data, to);
    case 'alarm.changed':
      return alarmMessage(fact.data, to);
    case 'revenue.reported':
      return revenueMessage(fact.data, to);
    case 'revenue.failed':
      return revenueFailedMessage(fact.data, to);
  }
}

/** What people read of facts of one type that came close together; undefined when there are none. */
export function summaryMessage(
  { facts, now }: Summary<GroupedFact>,
  to: SlackDestination,
): SlackMessage | undefined {
  const discrepancies = latestOfEach(facts).filter((fact) => fact.type === 'payment.reconciled');
  if (discrepancies.length > 0) return discrepanciesMessage({ facts: discrepancies, now }, to);
  const unmatched = facts.filter((fact) => fact.type === 'transaction.unmatched');
  return unmatched.length > 0 ? unmatchedMessage({ facts: unmatched, now }, to) : undefined;
}

/** A payment that was decided several times meanwhile is told as it stands. */
function latestOfEach(facts: readonly GroupedFact[]): readonly GroupedFact[] {
  const latest = new Map<string, GroupedFact>();
  for (const fact of facts) {
    if ((latest.get(fact.aggregate)?.version ?? 0) < fact.version) latest.set(fact.aggregate, fact);
  }
  return [...latest.values()];
}
