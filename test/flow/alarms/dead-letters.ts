import {
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalSalio } from '../../../local/start-salio.ts';
import { dynamoHookDirectory } from '../../../shared/adapters/dynamodb/hook-directory.ts';
import type { ForwardTargets } from '../../../shared/payments/forward.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';
import { answers, operatorTarget } from '../../support/operator-target.ts';
import { eventually } from '../../support/running-salio.ts';

interface Queues {
  readonly sqs: SQSClient;
  /** Of the queue that an alarm watches. */
  urlOf(alarm: string): string;
  /** Messages that no function can read, to the queue that an alarm watches. */
  send(alarm: string, count: number): Promise<void>;
}

/** What cannot be done is tried until nobody tries any more; a callback is never unreadable. */
const tried = ['PaymentNotices', 'BalanceResults'];
/** Reconciliations are not among them: what is sent there waits behind the first look at every payment of the sample. */
const unreadable = ['StatusQueries', 'BalanceQueries', 'Notifications'];
const forwarding = '600222';

/** How queues of work come by a dead letter as they do on a bad day, and not by hand. */
export function deadLettersOf(
  { collections, document, operations, registrations, tables }: LocalSalio,
  { sqs, urlOf, send }: Queues,
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
    await forwardTo({ confirmation: `${target.url}/gone` });
    const hook = (await registrations.all()).find(({ shortcode }) => shortcode === forwarding);
    const confirmation = darajaFixture('c2b-confirmation-v1') as object;
    await fetch(`${hook?.url}/c2b/confirmation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...confirmation, BusinessShortCode: forwarding }),
    });
    await arrives('Forwards');
    await forwardTo({});
    await target.down();
  };
  /** Both where the operator says it and where the watch would write it down, which would look at every payment as well. */
  const forwardTo = async (targets: ForwardTargets) => {
    await operations
      .collection(collections.partners)
      .updateOne({ 'shortcodes.shortcode': forwarding }, { $set: { 'shortcodes.$.forwardTo': targets } });
    const directory = dynamoHookDirectory(document, tables);
    const all = await Promise.all(
      (await registrations.all()).map(({ shortcode }) => directory.shortcode(shortcode)),
    );
    await directory.putShortcodes(
      all
        .filter((each) => each !== undefined)
        .map((each) => (each.shortcode === forwarding ? { ...each, forwardTo: targets } : each)),
    );
  };
  /** No try would help, and there is none. */
  const putAside = (queue: string) => async () => {
    await send(`${queue}Wait`, 1);
    await arrives(queue);
  };
  return {
    ...Object.fromEntries(tried.map((queue) => [`${queue}DeadLetters`, allUsedUp])),
    ...Object.fromEntries(unreadable.map((queue) => [`${queue}DeadLetters`, putAside(queue)])),
    ForwardsDeadLetters: refusedForGood,
  };
}
