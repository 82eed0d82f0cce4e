import { memoryChannelTurns } from '../../shared/adapters/memory/channel-turns.ts';
import { memoryFactGroups } from '../../shared/adapters/memory/fact-groups.ts';
import { memoryNotificationLog } from '../../shared/adapters/memory/notification-log.ts';
import type { QueuedNotification } from '../../shared/alerts/notification-queue.ts';
import type { NotificationSettings } from '../../shared/alerts/notification-settings.ts';
import {
  type Notified,
  type NotifyDependencies,
  sendNotification,
} from '../../shared/alerts/send-notification.ts';
import type { SlackMessage } from '../../shared/alerts/slack-message.ts';
import type { SlackAnswer } from '../../shared/alerts/slack-sender.ts';
import type { SlackDestination } from '../../shared/events/slack-destination.ts';
import { oneAtATime } from '../../shared/kernel/one-at-a-time.ts';
import { failed, ok } from '../../shared/kernel/result.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

export interface Shown {
  readonly at: number;
  readonly channel: string;
  readonly message: SlackMessage;
}

export interface NotificationStackOptions {
  readonly settings?: NotificationSettings;
  /** What Slack answers next. @default sent */
  readonly answer?: () => SlackAnswer;
  /** Whether the function dies at this step. @default never */
  readonly dies?: (step: string) => boolean;
  readonly postMs?: number;
}

/** Functions, queue, stores and a Slack in memory and in virtual time. */
export interface NotificationStack {
  readonly time: VirtualTime;
  readonly shown: readonly Shown[];
  readonly aside: readonly { readonly body: string; readonly reason: string }[];
  readonly outcomes: readonly Notified[];
  /** As the bus does. */
  put(...facts: readonly object[]): void;
  /** Hands out all messages, several at once to several functions, until none is left. */
  drain(): Promise<void>;
  /** Handles one message alone. */
  handle(queued: QueuedNotification): Promise<Notified>;
}

const batchSize = 4;
const maxReceives = 5;

interface Held extends QueuedNotification {
  readonly dueAt: number;
  readonly receives: number;
}

export function notificationStack(options: NotificationStackOptions = {}): NotificationStack {
  const {
    settings = { groupSeconds: 30, intervalSeconds: 120 },
    answer = () => ({ kind: 'sent' }),
    postMs = 80,
  } = options;
  const { dies = () => false } = options;
  const time = virtualTime();
  const shown: Shown[] = [];
  const aside: { body: string; reason: string }[] = [];
  const outcomes: Notified[] = [];
  let waiting: Held[] = [];

  const post = async (channel: string, message: SlackMessage): Promise<SlackAnswer> => {
    await time.pause(postMs);
    const given = answer();
    if (given.kind === 'sent') shown.push({ at: time.clock(), channel, message });
    return given;
  };
  const stores = {
    turns: mortal(memoryChannelTurns(), dies),
    log: mortal(memoryNotificationLog(), dies),
    groups: mortal(memoryFactGroups(), dies),
  };
  const queue = mortal(
    {
      send: async (queued: QueuedNotification, delaySeconds: number) => {
        waiting.push({ ...queued, dueAt: time.clock() + delaySeconds * 1_000, receives: 0 });
      },
      putAside: async ({ body }: QueuedNotification, reason: string) => {
        aside.push({ body, reason });
      },
    },
    dies,
  );
  const aFunction = (): NotifyDependencies => ({
    ...stores,
    queue,
    settings,
    clock: time.clock,
    pause: time.pause,
    random: () => 0.5,
    inLine: oneAtATime(),
    putAside: () => undefined,
    told: async () => undefined,
    slack: mortal(
      {
        channel: async (to: SlackDestination) =>
          to.webhook.path === 'missing'
            ? failed('the secret holds no webhook')
            : ok({ key: to.channel ?? '', post: (message) => post(to.channel ?? '', message) }),
      },
      dies,
    ),
  });

  const deliver = async (deps: NotifyDependencies, held: Held): Promise<void> => {
    const receives = held.receives + 1;
    try {
      outcomes.push(await sendNotification(deps, held));
    } catch {
      if (receives < maxReceives) waiting.push({ ...held, receives, dueAt: time.clock() + 5_000 * receives });
      else aside.push({ body: held.body, reason: 'five receives' });
    }
  };
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const due = waiting.filter(({ dueAt }) => dueAt <= time.clock());
      if (due.length === 0) {
        await time.pause(Math.min(...waiting.map(({ dueAt }) => dueAt)) - time.clock());
        continue;
      }
      waiting = waiting.filter((held) => !due.includes(held));
      const batches = Array.from({ length: Math.ceil(due.length / batchSize) }, (_, at) =>
        due.slice(at * batchSize, (at + 1) * batchSize),
      );
      await Promise.all(
        batches.flatMap((batch) => {
          const deps = aFunction();
          return batch.map((held) => deliver(deps, held));
        }),
      );
    }
  };
  return {
    time,
    shown,
    aside,
    outcomes,
    put: (...facts) => {
      for (const fact of facts)
        waiting.push({
          body: JSON.stringify(fact),
          waitingSince: time.clock(),
          dueAt: time.clock(),
          receives: 0,
        });
    },
    drain: () => time.run(drain()),
    handle: (queued) => time.run(sendNotification(aFunction(), queued)),
  };
}

/** The same port, whose function may die before and after each call: the call itself is done then, or not. */
function mortal<Port extends object>(port: Port, dies: (step: string) => boolean): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        if (dies(`before ${String(name)}`)) throw new Error('died');
        const done = await method.apply(target, given);
        if (dies(`after ${String(name)}`)) throw new Error('died');
        return done;
      };
    },
  });
}
