import type { SlackDestination } from '../events/slack-destination.ts';
import type { oneAtATime } from '../kernel/one-at-a-time.ts';
import { days, minutes, seconds } from '../kernel/time.ts';
import { audienceOf, destinationKey, type SingleFact } from './audience.ts';
import type { FactGroups } from './fact-groups.ts';
import { messageOf, summaryMessage } from './messages.ts';
import {
  type GroupedFact,
  isOfNewerRelease,
  type Notification,
  parseNotification,
  type SummaryRequest,
} from './notification.ts';
import type { NotificationLog } from './notification-log.ts';
import type { NotificationQueue, QueuedNotification } from './notification-queue.ts';
import type { NotificationSettings } from './notification-settings.ts';
import { type SpeakDependencies, type Speech, type Spoken, speakInTurn } from './speak-in-turn.ts';

export interface NotifyDependencies extends SpeakDependencies {
  readonly log: NotificationLog;
  readonly groups: FactGroups;
  readonly queue: NotificationQueue;
  readonly settings: NotificationSettings;
  /** Keeps the messages of a batch in their order. */
  readonly inLine: ReturnType<typeof oneAtATime>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly putAside: (reason: string, about: string) => void;
  /** Lets whoever raised the fact know that people were told. May come more than once. */
  readonly told: (fact: SingleFact) => Promise<void>;
}

export type Notified = Spoken['kind'] | 'nobody_to_tell' | 'grouped' | 'passed_on' | 'put_aside';

/** A turn that comes so soon is waited for; later ones are left to a new delivery, so that other channels go on. */
const patienceMs = seconds(5);
/** Whoever has not been heard for so long is a person's business. */
const waitsAtMostMs = days(1);
/** Clocks differ: a time so close may be over for whoever tells the group. */
const clockMarginMs = seconds(2);
/** Longer than the margin, or every fact would have its group told anew. */
const leastGroupSeconds = 5;

/**
 * Tells people in Slack what a message of the queue says: once, in the channel's turn. What must wait is sent again, which
 * uses up no receives. Throws when Slack or a store is not there now, and the message must be delivered again.
 */
export async function sendNotification(
  deps: NotifyDependencies,
  queued: QueuedNotification,
): Promise<Notified> {
  const notification = parseNotification(queued.body);
  if (!notification) return putAside(deps, queued, whyUnreadable(queued), 'unreadable');
  if (notification.type === 'summary') return tellGroup(deps, queued, notification);
  if (notification.type === 'delivery') {
    const audience = audienceOf(notification.fact, deps.settings);
    return audience.kind === 'each'
      ? tellOne(deps, queued, audience.fact, notification.to)
      : 'nobody_to_tell';
  }
  const audience = audienceOf(notification, deps.settings);
  switch (audience.kind) {
    case 'nobody':
      return 'nobody_to_tell';
    case 'together':
      return join(deps, audience.fact, audience.to);
    case 'each': {
      const [first, ...others] = audience.to;
      if (first && others.length === 0) return tellOne(deps, queued, audience.fact, first);
      for (const to of audience.to) await send(deps, { type: 'delivery', fact: audience.fact, to });
      return 'passed_on';
    }
  }
}

const whyUnreadable = ({ body }: QueuedNotification): string =>
  isOfNewerRelease(body)
    ? 'it is of a newer version than this release reads: replay it when that release is deployed again'
    : 'it is no fact that people are told of';

async function tellOne(
  deps: NotifyDependencies,
  queued: QueuedNotification,
  fact: SingleFact,
  to: SlackDestination,
): Promise<Notified> {
  const destination = destinationKey(to);
  if (await deps.log.has(fact.id, destination)) return 'nothing_to_say';
  return speak(deps, queued, fact.id, {
    to,
    compose: async () => ((await deps.log.has(fact.id, destination)) ? undefined : messageOf(fact, to)),
    said: async () => {
      await deps.told(fact);
      await deps.log.record(fact.id, destination, deps.clock());
    },
  });
}

/** The fact waits in its group, and it is made sure that somebody tells the group after it has come in. */
async function join(deps: NotifyDependencies, fact: GroupedFact, to: SlackDestination): Promise<Notified> {
  const group = groupOf(fact.type, to);
  await deps.groups.add(group, fact, deps.clock());
  // A batch plans once.
  await deps.inLine(group, () => planGroup(deps, group, { of: fact.type, to }));
  return 'grouped';
}

async function planGroup(
  deps: NotifyDependencies,
  group: string,
  about: Pick<SummaryRequest, 'of' | 'to'>,
): Promise<void> {
  const soon = deps.clock() + clockMarginMs;
  const { plannedAt, toldAt = 0 } = await deps.groups.times(group);
  if (plannedAt !== undefined && plannedAt > soon) return;
  const { groupSeconds, intervalSeconds } = deps.settings;
  const tellAt = Math.max(
    deps.clock() + seconds(Math.max(groupSeconds, leastGroupSeconds)),
    toldAt + seconds(intervalSeconds),
  );
  const delaySeconds = (tellAt - deps.clock()) / 1_000;
  // Sent before it is planned: a plan that nobody carries out would leave the group untold.
  await send(deps, { type: 'summary', ...about, tellAt }, delaySeconds);
  await deps.groups.plan(group, tellAt, soon);
}

async function tellGroup(
  deps: NotifyDependencies,
  queued: QueuedNotification,
  { of, to, tellAt }: SummaryRequest,
): Promise<Notified> {
  const group = groupOf(of, to);
  // Several may have planned at once; who relies on this request came in before its time.
  const isTold = async () => ((await deps.groups.times(group)).toldAt ?? 0) >= tellAt;
  if (await isTold()) return 'nothing_to_say';
  let told: readonly GroupedFact[] = [];
  let toldAt = 0;
  return speak(deps, queued, group, {
    to,
    compose: async () => {
      if (await isTold()) return undefined;
      toldAt = deps.clock();
      told = await deps.groups.waiting(group);
      return summaryMessage({ facts: told, now: toldAt }, to);
    },
    said: () => deps.groups.told(group, told, toldAt),
  });
}

async function speak(
  deps: NotifyDependencies,
  queued: QueuedNotification,
  about: string,
  speech: Speech,
): Promise<Notified> {
  const waitUntil = deps.clock() + patienceMs;
  const spoken = await deps.inLine(destinationKey(speech.to), () => speakInTurn(deps, speech, waitUntil));
  if (spoken.kind === 'refused') return putAside(deps, queued, spoken.reason, about);
  if (spoken.kind !== 'must_wait') return spoken.kind;
  const waitedMs = deps.clock() - queued.waitingSince;
  if (waitedMs > waitsAtMostMs) return putAside(deps, queued, 'it has waited for its turn for a day', about);
  await deps.queue.send(queued, waitSeconds(spoken.until - deps.clock(), waitedMs, deps.random()));
  return spoken.kind;
}

/** Spread more widely the longer the line is, which is told by how long one has stood in it. */
function waitSeconds(untilFreeMs: number, waitedMs: number, random: number): number {
  const spreadMs = Math.min(minutes(1), Math.max(seconds(5), waitedMs));
  return Math.ceil((Math.max(seconds(1), untilFreeMs) + random * spreadMs) / 1_000);
}

async function putAside(
  deps: NotifyDependencies,
  queued: QueuedNotification,
  reason: string,
  about: string,
): Promise<Notified> {
  await deps.queue.putAside(queued, reason);
  deps.putAside(reason, about);
  return 'put_aside';
}

const send = (deps: NotifyDependencies, work: Notification, delaySeconds = 0): Promise<void> =>
  deps.queue.send(
    { body: JSON.stringify(work), waitingSince: deps.clock() + delaySeconds * 1_000 },
    delaySeconds,
  );

const groupOf = (type: GroupedFact['type'], to: SlackDestination): string => `${type}#${destinationKey(to)}`;
