import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { darajaCredentials } from '../../../shared/adapters/daraja/balance-questions.ts';
import { createDarajaClient } from '../../../shared/adapters/daraja/daraja-client.ts';
import { darajaQuestions } from '../../../shared/adapters/daraja/daraja-questions.ts';
import { resumePolling } from '../../../shared/balances/resume.ts';
import { partnerId, receipt, shortcode } from '../../../shared/kernel/identifiers.ts';
import { balanceWatch } from '../../support/balance-watch.ts';
import { tokensInMemory } from '../../support/daraja-tokens.ts';
import { type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

const asker = { partnerId: partnerId('acme'), shortcode: shortcode('600111') };
const aQuery = (id: string) => ({
  id,
  receipt: receipt('UJE4K7X2QA'),
  shortcode: asker.shortcode,
  askedAt: 0,
});

describe('status queries and a refused operator', () => {
  let mpesa: SimulatedMpesa;
  let watch: ReturnType<typeof balanceWatch>;
  let callbackBaseUrl = '';
  let freshAfter: (number | undefined)[];
  const secretOf = async (_: string, after?: number) => {
    freshAfter.push(after);
    return JSON.parse(mpesa.secrets.get('acme') ?? '{}');
  };
  const questions = () =>
    darajaQuestions({
      client: createDarajaClient({ baseUrl: mpesa.simulator.url, tokens: tokensInMemory(), clock: Date.now }),
      secretOf,
      callbackBaseUrl,
      gate: watch.gate,
    });
  const asked = async () => {
    const seen = await mpesa.local('GET', '/local/mpesa/requests');
    return (seen.body as { path: string }[]).filter(({ path }) => path.includes('transactionstatus')).length;
  };

  beforeEach(async () => {
    mpesa = await simulatedMpesa();
    watch = balanceWatch();
    freshAfter = [];
    callbackBaseUrl = (await mpesa.registrations.all())[0]?.url.split('/hooks/')[0] ?? '';
  });
  afterEach(() => mpesa.close());

  it('wait for one another until the first is accepted', async () => {
    expect(await questions().transaction(asker, aQuery('1'))).toEqual({ kind: 'asked' });
    expect(await questions().transaction(asker, aQuery('2'))).toMatchObject({ kind: 'throttled' });
    await watch.gate.settle('1', { kind: 'accepted' });
    expect(await questions().transaction(asker, aQuery('2'))).toEqual({ kind: 'asked' });
    expect(await asked()).toBe(2);
  });

  it('are not asked once M-Pesa has refused the operator, until it is resumed with a fresh secret', async () => {
    await questions().transaction(asker, aQuery('1'));
    await watch.gate.settle('1', { kind: 'refused', code: '8006' });
    expect(await questions().transaction(asker, aQuery('2'))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('8006'),
    });
    expect(await asked()).toBe(1);
    expect(await watch.facts()).toMatchObject([
      { type: 'balance.polling_stopped', data: { scope: 'initiator', shortcodes: ['600111'] } },
    ]);
    const needs = { ...watch, questions: darajaCredentials(secretOf) };
    expect(await resumePolling(needs, asker.partnerId, asker.shortcode, watch.now())).toEqual([]);
    freshAfter = [];
    watch.pass(1);
    expect(await questions().transaction(asker, aQuery('3'))).toEqual({ kind: 'asked' });
    expect(freshAfter).toEqual([undefined, watch.now() - 1]);
  });

  it('free their place when M-Pesa does not take them', async () => {
    await mpesa.local('PUT', '/local/mpesa/faults', { throttle: 1 });
    expect(await questions().transaction(asker, aQuery('1'))).toMatchObject({ kind: 'throttled' });
    await mpesa.local('PUT', '/local/mpesa/faults', {});
    expect(await questions().transaction(asker, aQuery('2'))).toEqual({ kind: 'asked' });
  });
});
