import { describe, expect, it } from '@jest/globals';
import { createDarajaClient } from '../../../shared/adapters/daraja/daraja-client.ts';
import { checkoutRequestId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import { tokensInMemory } from '../../support/daraja-tokens.ts';

const credentials = {
  consumerKey: 'the-consumer-key',
  consumerSecret: 'the-consumer-secret',
  initiatorName: 'api',
  securityCredential: 'the-credential',
  passkey: 'the-passkey',
};
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const soap = { Envelope: { Body: { Fault: { faultcode: 'env:Client', faultstring: 'Internal Error' } } } };
const error = (errorCode: string, errorMessage: string) => ({ requestId: '1-2-3', errorCode, errorMessage });

/** Daraja that answers each request with the next of these; a token request with the token unless told otherwise. */
function darajaThatSays(
  answers: readonly (readonly [number, unknown])[],
  tokenAnswer?: readonly [number, unknown],
) {
  const asked: { url: string; authorization: string }[] = [];
  let next = 0;
  let token = 0;
  const fetchAnswer: typeof fetch = async (input, init) => {
    const url = String(input);
    asked.push({ url, authorization: new Headers(init?.headers).get('authorization') ?? '' });
    token += url.includes('/oauth/') ? 1 : 0;
    const [status, body] = url.includes('/oauth/')
      ? (tokenAnswer ?? [200, { access_token: `the-token-${token}`, expires_in: 3599 }])
      : (answers[next++] ?? [500, '']);
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
  let now = 0;
  const tokens = tokensInMemory();
  const client = createDarajaClient({
    baseUrl: 'https://daraja.test',
    tokens,
    clock: () => now,
    fetch: fetchAnswer,
    sleep: async (ms) => {
      now += ms;
    },
  });
  const stkQuery = () =>
    client.stkQuery(credentials, {
      shortcode: shortcode('600111'),
      checkoutRequestId: checkoutRequestId('ws_CO_1'),
    });
  const status = () =>
    client.transactionStatus(credentials, {
      shortcode: shortcode('600111'),
      receipt: receipt('UJE4K7X2QA'),
      resultUrl: 'https://pay.test/r',
      timeoutUrl: 'https://pay.test/t',
    });
  return { stkQuery, status, asked, tokens };
}

describe('odd answers of Daraja', () => {
  it.each([
    ['an HTML page', 502, page],
    ['a SOAP fault', 500, soap],
    ['nothing', 500, ''],
    ['nothing, with HTTP 200', 200, ''],
    ['an internal error', 500, error('500.003.1001', 'Internal Server Error')],
    ['maintenance', 503, error('00.002.1001', 'Service is under maintenance')],
  ])('reads %s as unreachable', async (_, status, body) => {
    expect(await darajaThatSays([[status, body]]).status()).toMatchObject({ kind: 'unreachable' });
    expect(await darajaThatSays([[status, body]]).stkQuery()).toMatchObject({ kind: 'unreachable' });
  });

  it.each(['500.003.02', '500.003.03'])('reads %s as throttling, on a token request too', async (code) => {
    const refusal = [500, error(code, 'Error Occurred')] as const;
    expect(await darajaThatSays([refusal]).status()).toMatchObject({ kind: 'throttled' });
    expect(await darajaThatSays([], refusal).status()).toMatchObject({ kind: 'throttled' });
  });

  it('takes a missing product as final and asks for no other token', async () => {
    const daraja = darajaThatSays([
      [401, error('401.003.01', 'Invalid API call as no apiproduct match found')],
    ]);
    expect(await daraja.status()).toMatchObject({ kind: 'refused', code: '401.003.01', permanent: true });
    expect(daraja.tokens.saved).toHaveLength(1);
  });

  it.each([
    [404, '404.001.03'],
    [404, '404.001.04'],
    [401, '401.002.01'],
    [400, '400.003.01'],
    [401, '401.001'],
  ])(
    'replaces the token once at %d %s, and gives up if the new one is refused as well',
    async (status, code) => {
      const refusal = [status, error(code, 'Error Occurred - Invalid Access Token - the-token-1')] as const;
      const daraja = darajaThatSays([refusal, refusal, refusal]);
      const outcome = await daraja.status();
      expect(outcome).toMatchObject({ kind: 'refused', code, permanent: false });
      expect(daraja.asked.map(({ authorization }) => authorization.split(' ')[0])).toEqual([
        'Basic',
        'Bearer',
        'Basic',
        'Bearer',
      ]);
      expect(JSON.stringify(outcome)).not.toContain('the-token');
    },
  );

  it('reads an error envelope with HTTP 200 as the error it is', async () => {
    expect(
      await darajaThatSays([[200, error('400.002.02', 'Bad Request - Invalid PartyA')]]).status(),
    ).toEqual({
      kind: 'refused',
      code: '400.002.02',
      message: 'Bad Request - Invalid PartyA',
      permanent: true,
    });
  });

  it.each(['0', '00000000'])('takes ResponseCode %s as accepted', async (ResponseCode) => {
    const body = { ConversationID: 'AG_1', OriginatorConversationID: 'o-1', ResponseCode };
    expect(await darajaThatSays([[200, body]]).status()).toEqual({
      kind: 'accepted',
      conversationId: 'AG_1',
      originatorConversationId: 'o-1',
    });
  });

  it('never repeats what it was given, even when Daraja does', async () => {
    const echo = error(
      '400.002.02',
      `Invalid the-credential the-consumer-key the-consumer-secret the-passkey`,
    );
    const text = JSON.stringify(await darajaThatSays([[400, echo]]).status());
    expect(text).not.toMatch(/the-(credential|consumer|passkey)/);
    const onToken = JSON.stringify(await darajaThatSays([], [400, echo]).status());
    expect(onToken).not.toMatch(/the-consumer/);
  });

  it('waits for a token that another function is asking for, and comes back later when it does not come', async () => {
    const daraja = darajaThatSays([]);
    await daraja.tokens.lease('not this app', 0, 1);
    const { sha256 } = await import('../../../shared/kernel/canonical-json.ts');
    await daraja.tokens.lease(sha256(credentials.consumerKey), 0, 60_000);
    expect(await daraja.status()).toEqual({
      kind: 'throttled',
      retryAfterSeconds: 5,
    });
    expect(daraja.asked).toEqual([]);
  });

  it('is unreachable where nobody listens, in words without the request', async () => {
    const client = createDarajaClient({
      baseUrl: 'http://127.0.0.1:9',
      tokens: tokensInMemory(),
      clock: Date.now,
    });
    const outcome = await client.stkQuery(credentials, {
      shortcode: shortcode('1'),
      checkoutRequestId: checkoutRequestId('x'),
    });
    expect(outcome).toMatchObject({ kind: 'unreachable' });
    expect(JSON.stringify(outcome)).not.toContain('the-');
  });
});
