import { describe, expect, it } from '@jest/globals';
import { planReplay, replayMessage, selectEntries } from '../../../operate/quarantine-plan.ts';
import { memoryQuarantine } from '../../../shared/adapters/memory/quarantine.ts';
import { callbackOf } from '../../../shared/edge/callback.ts';
import { sha256 } from '../../../shared/kernel/canonical-json.ts';
import { type Shortcode, shortcode } from '../../../shared/kernel/identifiers.ts';
import type { QuarantinedCallback } from '../../../shared/mpesa/quarantine.ts';
import { balanceStoresInMemory } from '../../support/balance-stores.ts';
import { aListedShortcode } from '../../support/builders/balances.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const known = sha256('a'.repeat(48));

const aCallback = (own: Partial<QuarantinedCallback> = {}): QuarantinedCallback => ({
  reason: 'unknown_token',
  message: 'the token in the URL belongs to no shortcode',
  channel: 'c2b/confirmation',
  body: JSON.stringify(aC2bConfirmation()),
  tokenSha256: sha256('nobody’s'),
  requestId: 'request-1',
  receivedAt: now,
  ...own,
});

async function setUp(...callbacks: readonly QuarantinedCallback[]) {
  const quarantine = memoryQuarantine();
  for (const callback of callbacks) await quarantine.put(callback);
  const { hooks: directory } = memoryStack({ now }).deps;
  const hooks = {
    ...directory,
    hook: async (hash: string) => (hash === known ? aListedShortcode({ shortcode: paybill }) : undefined),
  };
  const needs = { quarantine, hooks, checks: balanceStoresInMemory().checks };
  const plan = async (named?: Shortcode) => {
    const [entry] = await quarantine.list({ limit: 1 });
    if (!entry) throw new Error('nothing was put');
    return planReplay(needs, entry, named);
  };
  return { quarantine, plan };
}

describe('a plan', () => {
  it.each([
    ['that nobody knows', {}, /refused again: unknown_token: .*--shortcode says whose it is/],
    ['that is known by now', { tokenSha256: known }, /^would be taken$/],
    ['on an unknown channel', { tokenSha256: known, channel: 'c2b' }, /refused again: unknown_channel/],
    ['that is no JSON', { tokenSha256: known, body: '{' }, /refused again: unreadable_body/],
  ])('tells of a callback %s what would become of it', async (_, own, forecast) => {
    const plan = await (await setUp(aCallback(own))).plan();
    expect(plan).toMatchObject({ queue: 'payment-notices', forecast: expect.stringMatching(forecast) });
    expect(plan).not.toHaveProperty('notSent');
  });

  it('takes a person’s word for whose it is', async () => {
    expect(await (await setUp(aCallback())).plan(paybill)).toMatchObject({ forecast: 'would be taken' });
    expect(await (await setUp(aCallback())).plan(shortcode('1'))).toMatchObject({
      forecast: expect.stringMatching(/no partner lists the shortcode 1/),
    });
  });

  it('sends an answer about a balance to the queue of those', async () => {
    const answer = aCallback({ channel: 'balance/result', tokenSha256: known, body: '{}' });
    expect(await (await setUp(answer)).plan()).toMatchObject({ queue: 'balance-results' });
  });

  it('does not send what is too large', async () => {
    const large = aCallback({ reason: 'too_large', tokenSha256: known, body: `"${'x'.repeat(70_000)}"` });
    expect(await (await setUp(large)).plan()).toMatchObject({ notSent: 'too large' });
  });

  it('does not send what was taken before', async () => {
    const { quarantine, plan } = await setUp(aCallback());
    const [entry] = await quarantine.list({ limit: 1 });
    await quarantine.noteReplay(entry?.id ?? '', { id: 'a', by: 'amina', outcome: 'accepted' });
    expect(await plan()).toMatchObject({
      notSent: 'accepted before',
      forecast: 'was replayed by amina and taken',
    });
  });

  it('is sent as the callback came, with the hash of its token', async () => {
    const callback = aCallback({ queryId: 'q-1', sourceIp: '196.201.214.200' });
    const plan = await (await setUp(callback)).plan();
    const replay = { id: 'action-1', by: 'amina', why: 'registered wrongly' };
    const { body, attributes } = replayMessage(plan, replay);
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
    const record = {
      body,
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
      ),
    };
    const { reason: _, message: __, ...same } = callback;
    expect(callbackOf(record as unknown as Parameters<typeof callbackOf>[0])).toEqual({
      ...same,
      isRedelivered: true,
      replay,
    });
  });
});

describe('a selection', () => {
  it('goes past what was taken before', async () => {
    const callbacks = Array.from({ length: 7 }, (_, at) =>
      aCallback({ requestId: `request-${at}`, receivedAt: now - at }),
    );
    const { quarantine } = await setUp(...callbacks);
    for (const { id } of await quarantine.list({ limit: 5 }))
      await quarantine.noteReplay(id, { id: 'a', by: 'amina', outcome: 'accepted' });
    const found = await selectEntries(
      { quarantine },
      { ids: [], reason: 'unknown_token', since: now - 1_000, limit: 2 },
    );
    expect(found.map(({ requestId }) => requestId)).toEqual(['request-5', 'request-6']);
  });

  it('names an id that there is none of', async () => {
    const { quarantine } = await setUp(aCallback());
    const wanted = { ids: ['1-0123456789abcdef'], reason: undefined, since: undefined, limit: 9 };
    await expect(selectEntries({ quarantine }, wanted)).rejects.toThrow(
      'There is no "1-0123456789abcdef" in quarantine',
    );
  });
});
