import { expect, it } from '@jest/globals';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { memoryStack } from '../../support/memory-stack.ts';

const forwardTo = { confirmation: 'https://acme.example/c2b' };
const replay = { id: 'act_1', by: 'amina', why: 'registered wrongly', quarantined: 'q1' };
const token = 'f'.repeat(48);

it('a callback goes on once a replay of it is taken, not before', async () => {
  const stack = memoryStack({ now: Date.UTC(2026, 9, 14, 8, 5), forwardTo });
  stack.post('c2b/confirmation', aC2bConfirmation(), { token });
  stack.post('c2b/confirmation', aC2bConfirmation(), { token, replay });
  await stack.deliver();
  expect(stack.forwards.sent).toEqual([]);

  stack.post('c2b/confirmation', aC2bConfirmation(), {
    token,
    replay: { ...replay, shortcode: shortcode('600111') },
  });
  await stack.deliver();
  expect(stack.replays.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted']);
  expect(stack.forwards.sent.map(({ work }) => work)).toMatchObject([
    { to: 'confirmation', shortcode: '600111' },
  ]);
});
