import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDarajaClient, type DarajaCredentials } from '../../../shared/adapters/daraja/daraja-client.ts';
import { checkoutRequestId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import { parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { tokensInMemory } from '../../support/daraja-tokens.ts';
import { type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const paybill = shortcode('600111');
const pay = { shortcode: '600111', reference: 'INV-1', amount: 1500, phone: '254700000111' };

describe('the Daraja client against the simulator', () => {
  let mpesa: SimulatedMpesa;
  let credentials: DarajaCredentials;
  let now: number;
  let tokens: ReturnType<typeof tokensInMemory>;
  const client = () => createDarajaClient({ baseUrl: mpesa.simulator.url, tokens, clock: () => now });
  const faults = (body: object) => mpesa.local('PUT', '/local/mpesa/faults', body);
  const customer = async (body: object) =>
    (await mpesa.local('POST', '/local/mpesa/pay', { ...pay, ...body })).body as { receipt: string };
  const push = async (body: object) => {
    await customer({ channel: 'stk', payment_id: 'payment-1', ...body });
    return checkoutRequestId(mpesa.pushes.get('payment-1') ?? '');
  };
  const ask = async (id = checkoutRequestId('ws_CO_1')) =>
    client().stkQuery(credentials, { shortcode: paybill, checkoutRequestId: id });
  const askAbout = async (number: string) => {
    const url =
      (await mpesa.simulator.directory.merchant('600111'))?.stkUrl.replace('/stk', '/status/q1') ?? '';
    return client().transactionStatus(credentials, {
      shortcode: paybill,
      receipt: receipt(number),
      resultUrl: `${url}/result`,
      timeoutUrl: `${url}/timeout`,
    });
  };
  const requests = async () =>
    (await mpesa.local('GET', '/local/mpesa/requests')).body as { path: string; error_code?: string }[];

  beforeEach(async () => {
    now = Date.now();
    mpesa = await simulatedMpesa({ clock: () => now });
    tokens = tokensInMemory();
    await mpesa.registrations.all();
    credentials = JSON.parse(mpesa.secrets.get('acme') ?? '{}');
  });
  afterEach(() => mpesa.close());

  describe('an STK query', () => {
    it('tells how a push ended', async () => {
      expect(await ask(await push({}))).toMatchObject({ kind: 'answered', notice: { outcome: 'succeeded' } });
      expect(await ask(await push({ outcome: 'cancelled' }))).toMatchObject({
        kind: 'answered',
        notice: { outcome: 'failed', failure: { code: '1032' } },
        body: { ResultCode: '1032' },
      });
    });

    it('is pending while the prompt is open, in both of M-Pesa’s ways of saying so', async () => {
      await faults({ timeout: ['stk'] });
      const id = await push({});
      const answers = await Promise.all(Array.from({ length: 12 }, () => ask(id)));
      expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['pending']));
      const refused = (await requests()).filter(({ error_code }) => error_code === '500.001.1001');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(12);
      now += 61_000;
      expect(await ask(id)).toMatchObject({ kind: 'answered', notice: { failure: { code: '1037' } } });
    });

    it('says that there is no such push', async () => {
      expect(await ask()).toEqual({ kind: 'no_such_transaction' });
    });

    it('is refused for good with a wrong passkey or a strange shortcode, and says nothing secret', async () => {
      credentials = { ...credentials, passkey: 'wrong' };
      const refused = await ask();
      expect(refused).toMatchObject({ kind: 'refused', permanent: true });
      expect(JSON.stringify(refused)).not.toContain(credentials.consumerSecret);
      const strange = await client().stkQuery(credentials, {
        shortcode: shortcode('174379'),
        checkoutRequestId: checkoutRequestId('x'),
      });
      expect(strange).toMatchObject({ kind: 'refused', permanent: true });
    });
  });

  describe('a transaction status query', () => {
    it('is answered at the result URL with the receipt, its amount and its shortcode', async () => {
      const paid = await customer({ channel: 'c2b' });
      expect(await askAbout(paid.receipt)).toMatchObject({
        kind: 'accepted',
        conversationId: expect.stringMatching(/^AG_\d{8}_/),
      });
      const [result] = await mpesa.at('status/q1/result');
      const notices = parseNotices('status', result?.body, { hookShortcode: paybill, queryId: 'q1' });
      expect(notices.ok && notices.value[0]).toMatchObject({
        channel: 'status',
        receipt: paid.receipt,
        amountMinor: 150_000,
        shortcode: '600111',
        outcome: 'succeeded',
      });
    });

    it('is answered with 2032 for an unknown receipt, and with the code that faults say', async () => {
      await askAbout('UJE0000001');
      await faults({ result_code: { status: '2001' } });
      await askAbout('UJE0000002');
      const codes = (await mpesa.at('status/q1/result')).map(
        ({ body }) => (body.Result as { ResultCode: number }).ResultCode,
      );
      expect(codes.sort()).toEqual([2001, 2032]);
    });

    it('comes back as it was sent when M-Pesa times out', async () => {
      await faults({ timeout: ['status'] });
      await askAbout('UJE0000001');
      const [echo] = await mpesa.at('status/q1/timeout');
      expect(echo?.body).toMatchObject({ CommandID: 'TransactionStatusQuery', TransactionID: 'UJE0000001' });
      expect(
        parseNotices('status', echo?.body, { hookShortcode: paybill, queryId: 'q1', timeout: true }),
      ).toMatchObject({
        ok: true,
        value: [{ about: 'query', outcome: 'timeout' }],
      });
    });

    it('tells a wrong initiator in its result only', async () => {
      credentials = { ...credentials, securityCredential: 'wrong' };
      expect(await askAbout('UJE0000001')).toMatchObject({ kind: 'accepted' });
      expect((await mpesa.at('status/q1/result'))[0]?.body).toMatchObject({ Result: { ResultCode: 2001 } });
    });
  });

  describe('the shared token', () => {
    it('is asked for once by all that ask together', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask()));
      expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['no_such_transaction']));
      expect(tokens.saved).toHaveLength(1);
    });

    it('is replaced once it is 55 minutes old', async () => {
      await ask();
      now += 54 * 60_000;
      await ask();
      expect(tokens.saved).toHaveLength(1);
      now += 2 * 60_000;
      await ask();
      expect(tokens.saved).toHaveLength(2);
    });

    it.each([
      ['the STK query', () => ask(), 'no_such_transaction', '404.001.03'],
      ['the status query', () => askAbout('UJE0000001'), 'accepted', '400.003.01'],
    ])(
      'is replaced when %s calls it expired, and the question asked again',
      async (_, question, kind, code) => {
        await ask();
        await faults({ token_expired: true });
        expect(await question()).toMatchObject({ kind });
        expect(tokens.saved).toHaveLength(2);
        expect((await requests()).filter(({ error_code }) => error_code === code)).toHaveLength(1);
      },
    );

    it('is not asked for again by those who find that another has replaced it', async () => {
      await ask();
      await faults({ token_expired: true });
      await Promise.all(Array.from({ length: 6 }, () => ask()));
      expect(tokens.saved).toHaveLength(2);
    });

    it('is refused for good to wrong credentials', async () => {
      credentials = { ...credentials, consumerSecret: 'wrong-secret' };
      const refused = await ask();
      expect(refused).toMatchObject({ kind: 'refused', code: '400.008.01', permanent: true });
      expect(JSON.stringify(refused)).not.toContain('wrong-secret');
    });
  });

  it('is told to come back later when M-Pesa throttles', async () => {
    await faults({ throttle: 1 });
    const { kind, ...rest } = (await ask()) as { kind: string; retryAfterSeconds: number };
    expect(kind).toBe('throttled');
    expect(rest.retryAfterSeconds).toBeGreaterThanOrEqual(5);
  });
});
