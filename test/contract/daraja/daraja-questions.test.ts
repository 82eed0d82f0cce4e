import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDarajaClient } from '../../../shared/adapters/daraja/daraja-client.ts';
import { darajaQuestions } from '../../../shared/adapters/daraja/daraja-questions.ts';
import { checkoutRequestId, partnerId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import { Unavailable } from '../../../shared/kernel/unavailable.ts';
import { tokensInMemory } from '../../support/daraja-tokens.ts';
import { openGate } from '../../support/open-gate.ts';
import { type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const asker = { partnerId: partnerId('acme'), shortcode: shortcode('600111') };
const query = { id: 'q-1', receipt: receipt('UJE4K7X2QA'), shortcode: asker.shortcode, askedAt: 0 };

describe('questions in a partner’s name', () => {
  let mpesa: SimulatedMpesa;
  let secret: Record<string, unknown> | undefined;
  const questions = (baseUrl = mpesa.simulator.url) =>
    darajaQuestions({
      client: createDarajaClient({ baseUrl, tokens: tokensInMemory(), clock: Date.now }),
      secretOf: async () => secret,
      callbackBaseUrl: callbackBase,
      gate: openGate,
    });
  let callbackBase = '';

  beforeEach(async () => {
    mpesa = await simulatedMpesa();
    callbackBase = (await mpesa.registrations.all())[0]?.url.split('/hooks/')[0] ?? '';
    secret = JSON.parse(mpesa.secrets.get('acme') ?? '{}');
  });
  afterEach(() => mpesa.close());

  it('has the answer about a receipt sent to the shortcode’s own URL, with the query’s id', async () => {
    expect(await questions().transaction(asker, query)).toEqual({ kind: 'asked' });
    const [result] = await mpesa.at('status/q-1/result');
    expect(result?.path).toMatch(/^\/hooks\/[0-9a-f]{48}\/status\/q-1\/result$/);
  });

  it('tells what became of a push', async () => {
    await mpesa.local('POST', '/local/mpesa/pay', {
      ...{ shortcode: '600111', reference: 'A', amount: 5, phone: '0700000111', channel: 'stk' },
      ...{ payment_id: 'payment-1', outcome: 'cancelled' },
    });
    const id = checkoutRequestId(mpesa.pushes.get('payment-1') ?? '');
    expect(await questions().attempt(asker, id)).toMatchObject({
      kind: 'answered',
      notice: { outcome: 'failed' },
    });
    expect(await questions().attempt(asker, checkoutRequestId('ws_CO_0'))).toEqual({
      kind: 'no_such_transaction',
    });
  });

  it('is refused, fields named and no value told, when the partner’s secret is not complete', async () => {
    secret = { ...secret, passkey: '', securityCredential: 7, consumerKey: 'hidden' };
    const refused = await questions().attempt(asker, checkoutRequestId('x'));
    expect(refused).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/securityCredential.*passkey/),
    });
    expect(JSON.stringify(refused)).not.toContain('hidden');
    secret = undefined;
    expect(await questions().transaction(asker, query)).toMatchObject({ kind: 'refused' });
  });

  it('is refused when the shortcode has no callback token', async () => {
    expect(await questions().transaction({ ...asker, shortcode: shortcode('174379') }, query)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('174379'),
    });
  });

  it('throws when M-Pesa cannot be reached, so that the question is asked again', async () => {
    await expect(questions('http://127.0.0.1:9').transaction(asker, query)).rejects.toThrow(Unavailable);
  });
});
