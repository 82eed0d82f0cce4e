import { describe, expect, it } from '@jest/globals';
import { isReplayedBy, redelivery, statedReason } from '../../../shared/repair/redelivery.ts';
import { aRevenueReport } from '../../support/builders/a-fact.ts';

const replay = { id: 'action-1', by: 'amina', why: 'the "cause" is gone' };
const letter = (body: string, attributes: Readonly<Record<string, string>>) => ({
  ...{ id: 'm', body, attributes, sentAt: 0, handle: 'h' },
});

describe('redelivery', () => {
  it('sends a callback as it came, with its attributes', () => {
    const attributes = { channel: 'stk', token: 'secret', received_at: '1', request_id: 'r' };
    const sent = redelivery(letter('{"Body":1}', attributes), replay);
    expect(sent).toEqual({
      body: '{"Body":1}',
      attributes: { ...attributes, replay: JSON.stringify(replay) },
    });
    expect(isReplayedBy('action-1', letter(sent.body, sent.attributes))).toBe(true);
    expect(isReplayedBy('action-2', letter(sent.body, sent.attributes))).toBe(false);
  });

  it('says who replays it now, and still whose it was said to be when it came from the quarantine', () => {
    const whose = { shortcode: '600111', quarantined: 'entry-1' };
    const before = JSON.stringify({ id: 'action-0', by: 'otieno', why: 'first try', ...whose });
    const { attributes } = redelivery(letter('{}', { replay: before }), replay);
    expect(JSON.parse(attributes.replay ?? '')).toEqual({ ...replay, ...whose });
  });

  it('puts its mark in place of one that cannot be read', () => {
    const unreadable = letter('{}', { replay: 'by hand' });
    expect(isReplayedBy('action-1', unreadable)).toBe(false);
    expect(JSON.parse(redelivery(unreadable, replay).attributes.replay ?? '')).toEqual(replay);
  });

  it('begins the wait of a notification anew', () => {
    const { attributes } = redelivery(
      letter('{}', { reason: 'waited for a day', waiting_since: '1' }),
      replay,
    );
    expect(Object.keys(attributes)).toEqual(['replay']);
  });

  it('takes the fact out of the event that the bus put aside', () => {
    const fact = aRevenueReport();
    const event = {
      ...{ version: '0', id: 'e-1', source: 'salio', account: '1', region: 'eu-west-1', resources: [] },
      'detail-type': fact.type,
      detail: fact,
    };
    const aside = { RULE_ARN: 'arn:rule', TARGET_ARN: 'arn:queue', ERROR_CODE: 'NO_PERMISSIONS' };
    const sent = redelivery(letter(JSON.stringify(event), aside), replay);
    expect(JSON.parse(sent.body)).toEqual(fact);
    expect(Object.keys(sent.attributes)).toEqual(['replay']);
  });

  it('leaves the mark out where SQS would take no more attributes', () => {
    const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`a${at}`, 'x']));
    expect(redelivery(letter('{}', attributes), replay).attributes).toEqual(attributes);
  });
});

describe('statedReason', () => {
  it.each([
    [{ reason: 'no_webhook' }, 'no_webhook'],
    [{ ERROR_CODE: 'SDK_CLIENT_ERROR', ERROR_MESSAGE: 'denied' }, 'denied'],
    [{ RequestID: 'r', ErrorCode: '200', ErrorMessage: 'Task timed out' }, 'Task timed out'],
    [{ channel: 'stk' }, undefined],
  ] as const)('%j', (attributes, reason) => {
    expect(statedReason({ attributes })).toBe(reason);
  });
});
