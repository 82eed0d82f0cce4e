import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkoutRequestId } from '../../../shared/kernel/identifiers.ts';
import type { AttemptNotice, TransactionNotice } from '../../../shared/mpesa/notice.ts';
import { reduceAttempt } from '../../../shared/payments/reduce-attempt.ts';
import { anAttemptNotice, aTransactionNotice } from '../../support/builders/a-notice.ts';

const id = checkoutRequestId('ws_CO_1');
const success: Partial<AttemptNotice> = { outcome: 'succeeded' };
const told = {
  money: aTransactionNotice({ channel: 'stk', checkoutRequestId: id }),
  callbackSuccess: withoutFailure(anAttemptNotice(success)),
  callbackFailure: anAttemptNotice({ failure: { code: '1032', reason: 'cancelled' } }),
  querySuccess: withoutFailure(anAttemptNotice({ ...success, channel: 'stk-query' })),
  queryFailure: anAttemptNotice({ channel: 'stk-query', failure: { code: '1037', reason: 'no answer' } }),
  pending: withoutFailure(anAttemptNotice({ outcome: 'pending', channel: 'stk-query' })),
};
type Told = keyof typeof told;

function withoutFailure({ failure: _, ...notice }: AttemptNotice): AttemptNotice {
  return notice;
}

const reduce = (...names: readonly Told[]) =>
  reduceAttempt(
    id,
    names.map((name, at) => ({
      notice: told[name] as AttemptNotice | TransactionNotice,
      receivedAt: 100 + at,
      hash: `${names.length - at}${name}`,
    })),
  );

describe('reduceAttempt', () => {
  it('is a success with its receipt, whatever else was said', () => {
    expect(reduce('callbackFailure', 'queryFailure', 'money', 'pending')).toEqual({
      checkoutRequestId: 'ws_CO_1',
      outcome: 'succeeded',
      receipt: 'UJE6T1W9ZB',
      sources: ['stk', 'stk-query'],
      firstReceivedAt: 100,
    });
  });

  it.each<[Told, Told]>([
    ['callbackSuccess', 'callbackFailure'],
    ['callbackFailure', 'querySuccess'],
    ['callbackFailure', 'queryFailure'],
    ['querySuccess', 'queryFailure'],
    ['queryFailure', 'pending'],
  ])('believes %s before %s', (stronger, weaker) => {
    const { outcome, failure } = reduce(stronger);
    const expected = { outcome, ...(failure && { failure }) };
    expect(reduce(weaker, stronger)).toMatchObject(expected);
    expect(reduce(stronger, weaker)).toMatchObject(expected);
  });

  it('is pending while nothing else is known', () => {
    expect(reduce('pending')).toEqual({
      checkoutRequestId: 'ws_CO_1',
      outcome: 'pending',
      sources: ['stk-query'],
      firstReceivedAt: 100,
    });
  });

  it('is the same in any order', () => {
    const names = fc.shuffledSubarray(Object.keys(told) as Told[], { minLength: 1 });
    fc.assert(
      fc.property(names, (some) => {
        expect(reduce(...some, ...some)).toEqual(reduce(...some.toSorted()));
      }),
    );
  });

  it('needs a notice', () => {
    expect(() => reduceAttempt(id, [])).toThrow('at least one notice');
  });
});
