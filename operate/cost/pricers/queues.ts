import { pollsPerMonth } from '../assumptions.ts';
import { type Bill, type Line, million, ofType, type Pricer } from '../line.ts';
import { nameOf, type Resource, refersTo } from '../resources.ts';
import { isDeadLetterQueue, messagesPerCallback, standingUse } from '../work.ts';

/** Sent, received, deleted. */
const requestsPerMessage = 3;

/** A queue is paid for by requests: those of its messages, and those of a function that asks whether there are any. */
export const priceQueues: Pricer = (queues, bill) =>
  queues.filter((queue) => !isDeadLetterQueue(queue, bill)).flatMap((queue) => linesOf(queue, bill));

function linesOf(queue: Resource, bill: Bill): readonly Line[] {
  const { prices, callbacks } = bill;
  const name = nameOf(queue);
  const unitPrice = queue.properties.FifoQueue ? prices.sqsFifoPerMillion : prices.sqsStandardPerMillion;
  const line = (what: string, because: Line['because'], requests: number): Line => ({
    ...{ service: 'SQS', what: `${name}: ${what}`, because, unitPrice },
    ...{ quantity: requests / million, unit: 'million requests' },
  });
  const { messages, isAssumed } = messagesPerCallback(queue, bill);
  const polled = ofType(bill, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
    refersTo(properties.EventSourceArn, queue),
  );
  const byClock = standingUse(bill, (use) => use.messages[name]);
  return [
    ...polled.map(() => line('asked for messages', 'standing', pollsPerMonth)),
    line('messages of jobs', 'standing', requestsPerMessage * byClock),
    line(
      isAssumed ? 'messages, taken to be one a callback (not measured)' : 'messages',
      'callbacks',
      requestsPerMessage * messages * callbacks,
    ),
  ];
}
