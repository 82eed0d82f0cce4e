import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventBridgeFactBus } from '../../../../shared/adapters/eventbridge/fact-bus.ts';
import type { Fact } from '../../../../shared/events/fact.ts';
import { type CannedService, startCannedService } from '../../../support/canned-service.ts';

const at = Date.UTC(2026, 9, 14, 8, 3, 6);

const aFact = (version: number): Fact => ({
  type: 'transaction.unmatched',
  schema: 1,
  id: `TX#UJE6T1W9ZB#payment#${version}`,
  aggregate: 'TX#UJE6T1W9ZB#payment',
  version,
  at,
  data: {
    receipt: 'UJE6T1W9ZB',
    kind: 'payment',
    amountMinor: 150_000,
    currency: 'KES',
    firstReceivedAt: at,
  },
});

let service: CannedService;
let client: EventBridgeClient;
beforeAll(async () => {
  service = await startCannedService();
  client = new EventBridgeClient({
    endpoint: service.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(() => service.stop());

describe('a fact bus on EventBridge', () => {
  it('publishes a fact as an event of salio, named by its type', async () => {
    service.answerWith({ body: { FailedEntryCount: 0, Entries: [] } });
    await eventBridgeFactBus('salio-bus', client).publish([aFact(1)]);
    expect(service.requests).toEqual([
      {
        Entries: [
          {
            EventBusName: 'salio-bus',
            Source: 'salio',
            DetailType: 'transaction.unmatched',
            Detail: JSON.stringify(aFact(1)),
            Time: at / 1_000,
          },
        ],
      },
    ]);
  });

  it('publishes ten facts at a time, and asks nothing for none', async () => {
    service.answerWith({ body: { FailedEntryCount: 0, Entries: [] } });
    const bus = eventBridgeFactBus('salio-bus', client);
    await bus.publish([]);
    await bus.publish(Array.from({ length: 23 }, (_, version) => aFact(version)));
    const sizes = service.requests.map((request) => (request as { Entries: unknown[] }).Entries.length);
    expect(sizes).toEqual([10, 10, 3]);
  });

  it('throws when one fact was not taken, naming why', async () => {
    const Entries = [{ EventId: '1' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }];
    service.answerWith({ body: { FailedEntryCount: 1, Entries } });
    const published = eventBridgeFactBus('salio-bus', client).publish([aFact(1), aFact(2)]);
    await expect(published).rejects.toThrow('1 facts not published: ThrottlingException');
  });
});
