import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../local/runtime/assembly/json.ts';
import { handledMessages } from '../../../local/runtime/queues/batch-outcome.ts';

const batch = ['a', 'b', 'c'].map((MessageId) => ({ MessageId }));
const handled = (payload: Json | undefined, partialResponses = true) =>
  handledMessages(batch, { ok: true, payload }, partialResponses).map(({ MessageId }) => MessageId);

describe('what is done with after a batch', () => {
  it.each<[string, Json | undefined, readonly string[]]>([
    ['no answer', undefined, ['a', 'b', 'c']],
    ['null', null, ['a', 'b', 'c']],
    ['an answer without failures', {}, ['a', 'b', 'c']],
    ['null failures', { batchItemFailures: null }, ['a', 'b', 'c']],
    ['an empty list', { batchItemFailures: [] }, ['a', 'b', 'c']],
    ['one failure', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a', 'c']],
    [
      'the same failure twice',
      { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] },
      ['a', 'c'],
    ],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, []],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, []],
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'x' }] }, []],
    ['bare identifiers', { batchItemFailures: ['b'] }, []],
    ['no list', { batchItemFailures: 'b' }, []],
    ['text', 'fine', []],
  ])('%s', (_what, payload, expected) => {
    expect(handled(payload)).toEqual(expected);
  });

  it('is everything when the mapping takes no partial responses', () => {
    expect(handled({ batchItemFailures: [{ itemIdentifier: 'b' }] }, false)).toEqual(['a', 'b', 'c']);
  });

  it('is nothing when the function failed', () => {
    expect(handledMessages(batch, { ok: false, errorType: 'Error', errorMessage: 'no' }, true)).toEqual([]);
  });
});
