import type { Fact } from '../events/fact.ts';
import type { SlackDestination } from '../events/slack-destination.ts';
import { canonicalJson, sha256 } from '../kernel/canonical-json.ts';
import type { GroupedFact } from './notification.ts';
import { alarmsDestination, type NotificationSettings } from './notification-settings.ts';

/** Facts that are told one by one. */
export type SingleFact = Exclude<Fact, GroupedFact>;

export type Audience =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'each'; readonly fact: SingleFact; readonly to: readonly SlackDestination[] }
  | { readonly kind: 'together'; readonly fact: GroupedFact; readonly to: SlackDestination };

/** Who is to hear of a fact, and how. */
export function audienceOf(fact: Fact, settings: NotificationSettings): Audience {
  switch (fact.type) {
    case 'payment.reconciled':
      return isNews(fact) ? together(fact, settings.discrepancies) : nobody;
    case 'transaction.unmatched':
      return together(fact, settings.unmatched ?? settings.discrepancies);
    case 'balance.alerted':
      return fact.data.slack ? { kind: 'each', fact, to: [fact.data.slack] } : nobody;
    case 'balance.polling_stopped':
    case 'credential.expiring':
      return fact.data.slack.length > 0 ? { kind: 'each', fact, to: distinct(fact.data.slack) } : nobody;
    case 'alarm.changed': {
      const to = alarmsDestination(settings);
      return to ? { kind: 'each', fact, to: [to] } : nobody;
    }
    case 'revenue.reported':
    case 'revenue.failed':
      return { kind: 'each', fact, to: [fact.data.slack] };
  }
}

const nobody: Audience = { kind: 'nobody' };

const together = (fact: GroupedFact, to: SlackDestination | undefined): Audience =>
  to ? { kind: 'together', fact, to } : nobody;

/** Whoever asked again about a discrepancy that stays one has just read the answer. */
const isNews = ({ data }: Extract<Fact, { readonly type: 'payment.reconciled' }>): boolean =>
  data.status === 'discrepancy' && !(data.previousStatus === 'discrepancy' && data.by !== 'system');

/** Names a destination in keys: the same webhook and channel have the same name, whomever is mentioned. */
export const destinationKey = ({ webhook, channel }: SlackDestination): string =>
  sha256(canonicalJson({ webhook, channel })).slice(0, 32);

const distinct = (destinations: readonly SlackDestination[]): readonly SlackDestination[] => [
  ...new Map(destinations.map((to) => [destinationKey(to), to])).values(),
];
