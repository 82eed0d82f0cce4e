import { expect, it } from '@jest/globals';
import { slowTargets } from '../../../shared/payments/slow-targets.ts';

const second = 1_000;

it('lets a slow target rest twice as long each time, up to a minute, and no other', () => {
  let now = 0;
  const slow = slowTargets(() => now);
  const rests: number[] = [];
  expect(slow.mayAsk('a')).toBe(true);
  slow.heard('a', true);
  // Others that were under way at the same time make it no longer.
  slow.heard('a', true);
  for (let round = 0; round < 5; round++) {
    const since = now;
    while (!slow.mayAsk('a')) now += second;
    rests.push((now - since) / second);
    expect(slow.mayAsk('a')).toBe(false);
    expect(slow.mayAsk('b')).toBe(true);
    slow.heard('a', true);
  }
  expect(rests).toEqual([10, 20, 40, 60, 60]);
});

it('forgets all that once the target answers', () => {
  let now = 0;
  const slow = slowTargets(() => now);
  slow.heard('a', true);
  now += 10 * second;
  expect(slow.mayAsk('a')).toBe(true);
  slow.heard('a', false);
  expect([slow.mayAsk('a'), slow.mayAsk('a')]).toEqual([true, true]);
});
