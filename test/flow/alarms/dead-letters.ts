import {
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalSalio } from '../../../local/start-salio.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';
import { answers, operatorTarget } from '../../support/operator-target.ts';
import { eventually } from '../../support/running-salio.ts';

interface Queues {
  readonly sqs: SQSClient;
  /** Of the queue that an alarm watches. */
  urlOf(alarm: string): string;
  /** Takes away what would be worked on first. */
  purge(alarm: string): Promise<unknown>;
  /** Messages that no function can read, to the queue that an alarm watches. */
  send(alarm: string, count: number): Promise<void>;
}

const json = { 'content-type': 'application/json' };
const tried = ['PaymentNotices', 'Reconciliations', 'StatusQueries', 'BalanceQueries', 'BalanceResults'];

/** How each queue of work comes by a dead letter: as it does on a bad day, never put there by hand. */
export function deadLettersOf(
  { operations, collections, registrations, runtime }: LocalSalio,
  { sqs, urlOf, purge, send }: Queues,
): Readonly<Record<string, () => Promise<unknown>>> {
  const attribute = async (QueueUrl: string, name: QueueAttributeName): Promise<string> => {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] });
    return (await sqs.send(asked)).Attributes?.[name] ?? '';
  };
  const arrives = async (queue: string) => {
    const count = await eventually(
      async () => Number(await attribute(urlOf(`${queue}DeadLetters`), 'ApproximateNumberOfMessages')),
      (found) => found > 0,
      60_000,
    );
    if (count === 0) throw new Error(`${queue}: nothing became a dead letter`);
  };
  /** Tried until SQS puts it aside: after one try here and ten seconds, not after five and twenty minutes. */
  const useUp = async (queue: string) => {
    const QueueUrl = urlOf(`${queue}Wait`);
    const before = await attribute(QueueUrl, 'RedrivePolicy');
    const redrive = (RedrivePolicy: string) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    await redrive(JSON.stringify({ ...JSON.parse(before), maxReceiveCount: 1 }));
    await purge(`${queue}Wait`);
    await send(`${queue}Wait`, 1);
    await arrives(queue);
    await redrive(before);
  };
  // They wait together.
  let usingUp: Promise<unknown> | undefined;
  const allUsedUp = () => {
    usingUp ??= Promise.all(tried.map(useUp));
    return usingUp;
  };
  /** A target that is gone for good, as the operator's own system says by 410. */
  const refusedForGood = async () => {
    const target = await operatorTarget();
    target.behave('/gone', answers(410));
    const forwardTo = (targets: object) =>
      operations
        .collection(collections.partners)
        .updateOne({ 'shortcodes.shortcode': '600222' }, { $set: { 'shortcodes.$.forwardTo': targets } });
    const post = (url: string, body: object) =>
      fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) });
    await forwardTo({ confirmation: `${target.url}/gone` });
    await post(`${runtime.url}/local/schedules/watch-payments/run`, {});
    const hook = (await registrations.all()).find(({ shortcode }) => shortcode === '600222');
    const confirmation = darajaFixture('c2b-confirmation-v1') as object;
    await post(`${hook?.url}/c2b/confirmation`, { ...confirmation, BusinessShortCode: '600222' });
    await arrives('Forwards');
    await forwardTo({});
    await target.down();
  };
  /** No fact that people are told of: no try would help, and there is none. */
  const putAside = async () => {
    await send('NotificationsWait', 1);
    await arrives('Notifications');
  };
  return {
    ...Object.fromEntries(tried.map((queue) => [`${queue}DeadLetters`, allUsedUp])),
    ForwardsDeadLetters: refusedForGood,
    NotificationsDeadLetters: putAside,
  };
}
