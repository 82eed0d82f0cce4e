import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { FactBus } from '../../events/outbox.ts';

const batchLimit = 10;
const source = 'salio';

/** Facts as events of source `salio`, named by their type. Throws when the bus did not take all of them. */
export function eventBridgeFactBus(
  busName: string,
  client: EventBridgeClient = eventBridgeClient(),
): FactBus {
  return {
    async publish(facts) {
      for (let start = 0; start < facts.length; start += batchLimit) {
        const Entries = facts.slice(start, start + batchLimit).map((fact) => ({
          EventBusName: busName,
          Source: source,
          DetailType: fact.type,
          Detail: JSON.stringify(fact),
          Time: new Date(fact.at),
        }));
        const answer = await client.send(new PutEventsCommand({ Entries }));
        if (!answer.FailedEntryCount) continue;
        const codes = (answer.Entries ?? []).flatMap(({ ErrorCode }) => ErrorCode ?? []);
        throw new Error(`${answer.FailedEntryCount} facts not published: ${[...new Set(codes)].join(', ')}`);
      }
    },
  };
}

const eventBridgeClient = (): EventBridgeClient =>
  new EventBridgeClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
