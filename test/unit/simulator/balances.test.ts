import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { darajaBalanceQuestions } from '../../../shared/adapters/daraja/balance-questions.ts';
import { createDarajaClient } from '../../../shared/adapters/daraja/daraja-client.ts';
import { parseBalanceResult } from '../../../shared/mpesa/balance-result.ts';
import { aCheck } from '../../support/builders/balances.ts';
import { tokensInMemory } from '../../support/daraja-tokens.ts';
import { aListing, type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const path = '/local/mpesa/shortcodes/{shortcode}/accounts';

describe('balance queries to the simulated M-Pesa', () => {
  let mpesa: SimulatedMpesa;
  let secret: Record<string, unknown>;
  let callbackBaseUrl: string;
  const check = aCheck();
  const tillCheck = aCheck({ shortcode: '9000111' as typeof check.shortcode, kind: 'till' });
  const questions = () =>
    darajaBalanceQuestions({
      client: createDarajaClient({ baseUrl: mpesa.simulator.url, tokens: tokensInMemory(), clock: Date.now }),
      secretOf: async () => secret,
      callbackBaseUrl,
    });
  /** What M-Pesa posted about the check, read. */
  const answerTo = async ({ id }: { readonly id: string }, end = 'result') => {
    const [callback] = await mpesa.at(`balance/${id}/${end}`);
    const read = parseBalanceResult(callback?.body, { isTimeout: end === 'timeout' });
    return read.ok ? read.value : read.error;
  };
  const set = async (shortcode: string, body: unknown) => {
    const route = mpesa.simulator.routes.find((one) => one.path === path);
    return route?.handle({ method: 'PUT', path, params: { shortcode }, query: {}, body });
  };

  beforeEach(async () => {
    mpesa = await simulatedMpesa();
    mpesa.listed.push(aListing({ shortcode: '9000111', kind: 'till' }));
    callbackBaseUrl = (await mpesa.registrations.all())[0]?.url.split('/hooks/')[0] ?? '';
    secret = JSON.parse(mpesa.secrets.get('acme') ?? '{}');
  });
  afterEach(() => mpesa.close());

  it('are answered at the shortcode’s own URL with the accounts of its kind', async () => {
    expect(await questions().ask(check)).toMatchObject({
      kind: 'asked',
      conversationId: expect.stringMatching(/^AG_/),
    });
    await questions().ask(tillCheck);
    const names = (notice: Awaited<ReturnType<typeof answerTo>>) =>
      'accounts' in notice ? notice.accounts.map(({ name }) => name) : notice;
    expect(names(await answerTo(check))).toContain('Utility Account');
    expect(names(await answerTo(tillCheck))).toContain('Merchant Account');
    expect(names(await answerTo(tillCheck))).not.toContain('Utility Account');
  });

  it('return what was set, and what customers paid since', async () => {
    expect(await set('600111', { 'Utility Account': 1200.5, 'Charges Paid Account': -3 })).toEqual({
      status: 200,
      body: { 'Utility Account': 1200.5, 'Charges Paid Account': -3 },
    });
    await mpesa.local('POST', '/local/mpesa/pay', {
      ...{ shortcode: '600111', reference: 'A', amount: 50, phone: '0700000111', channel: 'c2b' },
    });
    await questions().ask(check);
    expect(await answerTo(check)).toMatchObject({
      accounts: [
        { name: 'Utility Account', availableMinor: 125_050 },
        { name: 'Charges Paid Account', availableMinor: -300 },
      ],
    });
    const [confirmation] = await mpesa.at('c2b/confirmation');
    expect(confirmation?.body.OrgAccountBalance).toBe('1250.50');
  });

  it.each([
    [{}, 422],
    [{ 'Utility Account': '12' }, 422],
    [{ 'Utility Account': 1.005 }, 422],
    [{ 'A|B': 1 }, 422],
    [[], 422],
    [null, 422],
  ])('are not set to %j', async (body, status) => {
    expect(await set('600111', body)).toMatchObject({ status });
    expect(await set('1', { A: 1 })).toMatchObject({ status: 404 });
  });

  it('time out as the request that was sent, fail as told, and know a wrong credential', async () => {
    await mpesa.local('PUT', '/local/mpesa/faults', { timeout: ['balance'] });
    await questions().ask(check);
    const [echo] = await mpesa.at(`balance/${check.id}/timeout`);
    expect(echo?.body).toMatchObject({
      CommandID: 'AccountBalance',
      SecurityCredential: secret.securityCredential,
    });
    expect(await answerTo(check, 'timeout')).toEqual({ kind: 'timeout' });

    await mpesa.local('PUT', '/local/mpesa/faults', { result_code: { balance: '8006' } });
    await questions().ask(check);
    expect(await answerTo(check)).toMatchObject({ kind: 'failed', code: '8006' });

    await mpesa.local('PUT', '/local/mpesa/faults', {});
    secret = { ...secret, securityCredential: 'wrong' };
    await questions().ask(tillCheck);
    expect(await answerTo(tillCheck)).toMatchObject({ kind: 'failed', code: '2001' });
  });

  it('are throttled, refused or not asked at all, each in its own way', async () => {
    await mpesa.local('PUT', '/local/mpesa/faults', { throttle: 1 });
    expect(await questions().ask(check)).toMatchObject({ kind: 'throttled' });
    await mpesa.local('PUT', '/local/mpesa/faults', {});
    const stranger = aCheck({ shortcode: '1' as typeof check.shortcode });
    expect(await questions().ask(stranger)).toMatchObject({ kind: 'refused', code: 'secret_unusable' });
    secret = {};
    expect(await questions().credential(check.partnerId)).toMatchObject({
      ok: false,
      error: { code: 'secret_unusable' },
    });
  });
});
