import { describe, expect, it } from '@jest/globals';
import { paymentId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { reconcileRequest } from '../../../shared/reconciliation/reconcile-request.ts';
import { aPayment } from '../../support/builders/a-payment.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { memoryStack, paybill } from '../../support/memory-stack.ts';

const now = Date.UTC(2026, 9, 14, 8, 5);
const id = paymentId('pay-1');
const waiting = aPayment({ id, reference: 'INV-00417', shortcode: paybill, createdAt: now - 60_000 });
const replay = { id: 'action-1', by: 'amina', why: 'MongoDB was away' };
const confirmation = 'c2b/confirmation';

function aStack() {
  const stack = memoryStack({ now });
  stack.book.put(waiting);
  const audit = async () =>
    (await stack.deps.reconciliations.events(id)).map(({ by, why, trigger }) => ({ by, why, trigger }));
  return { stack, audit };
}

describe('a callback that a person had sent again', () => {
  it('leaves who and why in the audit of what it changes', async () => {
    const { stack, audit } = aStack();
    stack.post(confirmation, aC2bConfirmation(), { replay });
    await stack.deliver();
    expect(await audit()).toEqual([{ by: 'amina', why: 'MongoDB was away', trigger: 'notice_received' }]);
  });

  it('changes nothing where it was applied before, however often it comes', async () => {
    const { stack, audit } = aStack();
    stack.post(confirmation, aC2bConfirmation());
    await stack.deliver();
    for (let each = 0; each < 5; each++) stack.post(confirmation, aC2bConfirmation(), { replay });
    await stack.deliver();
    expect(await audit()).toEqual([{ by: 'system', why: undefined, trigger: 'notice_received' }]);
  });

  it('has its payment looked for again, since the first time may have been broken off', async () => {
    const stack = memoryStack({ now });
    stack.post(confirmation, aC2bConfirmation());
    await stack.deliver();
    stack.book.put(waiting);
    stack.post(confirmation, aC2bConfirmation(), { replay });
    await stack.deliver();
    expect((await stack.deps.reconciliations.read(id)).state?.decision.status).toBe('matched');
  });

  const quarantined = { ...replay, quarantined: 'entry-1' };
  const stranger = 'c'.repeat(48);

  it('is refused again while nobody knows its token, and says so to who replays it', async () => {
    const { stack } = aStack();
    stack.post(confirmation, aC2bConfirmation(), { token: stranger, replay: quarantined });
    await stack.deliver();
    expect(stack.quarantined).toMatchObject([{ reason: 'unknown_token' }]);
    expect(stack.replays).toEqual([
      { quarantined: 'entry-1', id: 'action-1', by: 'amina', outcome: 'refused' },
    ]);
  });

  it('is taken for the shortcode that is said to be its own', async () => {
    const { stack, audit } = aStack();
    stack.post(confirmation, aC2bConfirmation(), {
      token: stranger,
      replay: { ...quarantined, shortcode: paybill },
    });
    await stack.deliver();
    expect(stack.quarantined).toEqual([]);
    expect(stack.replays).toMatchObject([{ quarantined: 'entry-1', outcome: 'accepted' }]);
    expect(await audit()).toHaveLength(1);
  });

  it('is not taken for a shortcode that nobody lists', async () => {
    const { stack } = aStack();
    const replayed = { ...quarantined, shortcode: shortcode('999999') };
    stack.post(confirmation, aC2bConfirmation(), { token: stranger, replay: replayed });
    await stack.deliver();
    expect(stack.quarantined).toMatchObject([
      { reason: 'unknown_token', message: expect.stringContaining('no partner lists the shortcode 999999') },
    ]);
  });
});

describe('a payment that a person wants decided about again', () => {
  const request = {
    of: 'payment',
    paymentId: id,
    trigger: 'manual',
    by: 'otieno',
    why: 'a customer called',
  } as const;

  it('is audited once for each asking, however often its message comes', async () => {
    const { stack, audit } = aStack();
    for (const ask of ['ask-1', 'ask-1', 'ask-2', 'ask-2', 'ask-2'])
      await reconcileRequest(stack.deps, { ...request, ask });
    const asked = { by: 'otieno', why: 'a customer called', trigger: 'manual' };
    expect(await audit()).toEqual([asked, asked]);
    expect((await stack.deps.reconciliations.read(id)).state?.lastAsk).toBe('ask-2');
  });

  it('remembers the asking when something else is decided meanwhile', async () => {
    const { stack, audit } = aStack();
    await reconcileRequest(stack.deps, { ...request, ask: 'ask-1' });
    stack.post(confirmation, aC2bConfirmation());
    await stack.deliver();
    await reconcileRequest(stack.deps, { ...request, ask: 'ask-1' });
    expect((await audit()).map(({ by }) => by)).toEqual(['otieno', 'system']);
  });
});
