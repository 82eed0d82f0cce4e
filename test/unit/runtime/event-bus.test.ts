import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../local/runtime/assembly/json.ts';
import { readWiring } from '../../../local/runtime/assembly/wiring.ts';
import { busOperations } from '../../../local/runtime/aws/event-bus.ts';
import { anAssembly } from '../../support/builders/an-assembly.ts';

const place = {
  account: '000000000000',
  region: 'eu-west-1',
  sqsEndpoint: 'http://127.0.0.1:1',
  gatewayUrl: '',
};

/** The bus `facts` with these rules, and what reached their targets; those called `broken` fail. */
function aBus(rules: Readonly<Record<string, JsonObject>>) {
  const delivered: (readonly [string, unknown])[] = [];
  const resources = Object.fromEntries(
    Object.entries(rules).map(([id, properties]) => [
      id,
      { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Facts' }, ...properties } },
    ]),
  );
  const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'facts' } };
  const wiring = readWiring(anAssembly({ shop: { Resources: { Facts: bus, ...resources } } }), {
    place,
    secret: () => '',
    localize: (text) => text,
  });
  const operations = busOperations({
    buses: wiring.all('AWS::Events::EventBus'),
    rules: wiring.all('AWS::Events::Rule'),
    place,
    target: (arn) => ({
      deliver: async (input) => {
        await new Promise((done) => setTimeout(done, 20));
        if (arn === 'broken') throw new Error('it is broken');
        delivered.push([arn, JSON.parse(input)]);
        return undefined;
      },
    }),
  });
  const put = async (...entries: readonly JsonObject[]) =>
    await operations['AWSEvents.PutEvents']?.({ Entries: entries });
  return { put, delivered };
}

const anEntry = (more: JsonObject = {}): JsonObject => ({
  Source: 'shop',
  DetailType: 'order.paid',
  EventBusName: 'facts',
  Detail: '{"id":7}',
  ...more,
});
const toQueue = { EventPattern: { source: ['shop'] }, Targets: [{ Arn: 'queue', Id: '1' }] };

describe('the bus', () => {
  it('answers when every target has stored the event', async () => {
    const { put, delivered } = aBus({
      All: toQueue,
      Too: { ...toQueue, Targets: [{ Arn: 'other', Id: '1', InputPath: '$.detail.id' }] },
    });
    expect(await put(anEntry())).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.any(String) }],
    });
    expect(delivered).toEqual([
      [
        'queue',
        expect.objectContaining({
          source: 'shop',
          'detail-type': 'order.paid',
          region: 'eu-west-1',
          detail: { id: 7 },
        }),
      ],
      ['other', 7],
    ]);
  });

  it('takes its own name and its ARN, and leaves the events of others alone', async () => {
    const { put, delivered } = aBus({ All: toQueue });
    await put(
      anEntry({ EventBusName: 'arn:aws:events:eu-west-1:000000000000:event-bus/facts' }),
      anEntry({ EventBusName: 'default' }),
      anEntry({ Source: 'bank' }),
    );
    expect(delivered).toHaveLength(1);
  });

  it('says which entry was not stored, so that it can be put again', async () => {
    const { put } = aBus({
      All: {
        ...toQueue,
        EventPattern: { 'detail-type': ['order.lost'] },
        Targets: [{ Arn: 'broken', Id: '1' }],
      },
    });
    expect(
      await put(
        anEntry(),
        anEntry({ DetailType: 'order.lost' }),
        anEntry({ Detail: 'no JSON' }),
        anEntry({ EventBusName: 'nothing' }),
      ),
    ).toEqual({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'InternalFailure', ErrorMessage: 'it is broken' },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'Event bus nothing does not exist.' },
      ],
    });
  });

  it('does nothing for a rule that is switched off', async () => {
    const { put, delivered } = aBus({ All: { ...toQueue, State: 'DISABLED' } });
    await put(anEntry());
    expect(delivered).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ ...toQueue, EventPattern: { source: [{ cidr: '10.0.0.0/8' }] } }, 'cidr'],
    [{ ...toQueue, Targets: [{ Arn: 'queue', Id: '1', InputPath: '$.detail[0]' }] }, 'input path'],
    [
      { ...toQueue, Targets: [{ Arn: 'queue', Id: '1', InputTransformer: { InputTemplate: '<a>' } }] },
      'InputTransformer',
    ],
    [{ ...toQueue, ScheduleExpression: 'rate(1 minute)' }, 'ScheduleExpression'],
  ])('refuses %j by name', (rule, name) => {
    expect(() => aBus({ All: rule })).toThrow(name);
  });
});
