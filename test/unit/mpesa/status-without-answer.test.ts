import { describe, expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { aStatusError, aStatusResult, aStatusTimeout } from '../../support/builders/daraja-bodies.ts';
import { parseStatus } from '../../support/parse-status.ts';

describe('a query that failed', () => {
  it.each([
    [2032, 'M-Pesa knows no payment with this receipt.'],
    ['2001', 'The API operator or its password was refused.'],
    [21, 'The API operator lacks the permission for this shortcode.'],
    [8006, 'The security credential of the API operator is locked.'],
    ['SFC_IC0003', 'The API operator does not exist.'],
    ['R000002', 'M-Pesa gave the result code R000002, which its documents do not explain.'],
  ])('with %j says why', (code, reason) => {
    expect(parseStatus(aStatusError(code))).toEqual(
      ok([
        {
          about: 'query',
          channel: 'status',
          queryId: 'q-1',
          outcome: 'failed',
          failure: { code: String(code), reason },
        },
      ]),
    );
  });

  it.each([
    ['no reference', { ReferenceData: undefined }],
    [
      'an action',
      {
        ResultParameters: { ResultParameter: { Key: 'ActionType', Value: 'TransactionStatusQuery' } },
        ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL' } },
      },
    ],
    ['a message', { ResultParameters: { ResultParameter: [{ Key: 'ErrorMsg', Value: 'locked' }] } }],
    [
      "a status API's own URL",
      {
        ReferenceData: {
          ReferenceItem: {
            Key: 'QueueTimeoutURL',
            Value: 'https://internalapi.safaricom.co.ke/mpesa/transactionstatusresults/v1/submit',
          },
        },
      },
    ],
  ])('is known as one by %s', (_, own) => {
    expect(parseStatus(aStatusError(8006, own))).toMatchObject({
      ok: true,
      value: [{ about: 'query', outcome: 'failed' }],
    });
  });
});

describe('a timeout', () => {
  const timedOut = ok([{ about: 'query', channel: 'status', queryId: 'q-1', outcome: 'timeout' }]);

  it.each([
    ['our own request', aStatusTimeout()],
    [
      'our own request with a blank in its key',
      aStatusTimeout({ CommandID: undefined, 'Command ID': 'TransactionStatusQuery' }),
    ],
    ['our own request, its command lost', aStatusTimeout({ CommandID: undefined })],
    ['a result envelope', aStatusError(1)],
    [
      'an envelope with its timeout URL',
      aStatusError('1', {
        ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'https://x.example' } },
      }),
    ],
    ['an empty object', {}],
    ['null', null],
    ['nothing', undefined],
    ['empty text', ''],
  ])('comes as %s', (_, body) => {
    expect(parseStatus(body, true)).toEqual(timedOut);
  });

  it('is known by our own request on the other URL, too', () => {
    expect(parseStatus(aStatusTimeout())).toEqual(timedOut);
  });

  it('is none if the answer came after all', () => {
    expect(parseStatus(aStatusResult(), true)).toEqual(parseStatus(aStatusResult()));
  });

  it.each([[[]], ['text'], [{ hello: 1 }], [aStatusTimeout({ CommandID: 'AccountBalance' })]])(
    'is not anything else: %j',
    (body) => {
      expect(parseStatus(body, true).ok).toBe(false);
    },
  );

  it('can come without the id of its query', () => {
    expect(parseNotices('status', {}, { hookShortcode: shortcode('600111'), timeout: true })).toMatchObject({
      value: [{ queryId: '' }],
    });
  });
});
