import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { memoryForwardLog } from '../../../shared/adapters/memory/forward-log.ts';
import { partnerId, shortcode } from '../../../shared/kernel/identifiers.ts';
import { type Forward, forwardId } from '../../../shared/payments/forward.ts';
import { forwardNotice } from '../../../shared/payments/forward-notice.ts';
import type { PostOutcome, SignedPost } from '../../../shared/payments/forward-post.ts';
import type { PartnerShortcode } from '../../../shared/payments/payment-book.ts';
import { signingKeys } from '../../../shared/payments/sign-forward.ts';
import { slowTargets } from '../../../shared/payments/slow-targets.ts';
import { aListing } from '../../support/simulated-mpesa.ts';

const start = Date.UTC(2026, 9, 14, 8, 5);
const secrets = [1, 2].map((seed) => `whsec_${Buffer.alloc(32, seed).toString('base64')}`);
const taken: PostOutcome = { kind: 'taken', body: '' };
const silent: PostOutcome = {
  kind: 'unreachable',
  message: 'the target did not answer within 10 s',
  isSlow: true,
};

const aForward = (id = 'ntc_1'): Forward => ({
  id,
  partnerId: partnerId('acme'),
  shortcode: shortcode('600111'),
  to: 'confirmation',
  body: '{ "TransID" : "ü" }',
});

function aTarget(
  forwardTo: PartnerShortcode['forwardTo'],
  secret: unknown = { forwardingSecret: secrets[0] },
) {
  const state = { now: start, outcome: taken as PostOutcome, crash: false };
  const posts: SignedPost[] = [];
  const aside: string[] = [];
  const log = memoryForwardLog();
  const clock = () => state.now;
  const deps = {
    hooks: { shortcode: async () => aListing(forwardTo && { forwardTo }) },
    keysOf: signingKeys(async () => secret, clock),
    log,
    post: async (post: SignedPost) => {
      posts.push(post);
      return state.outcome;
    },
    slow: slowTargets(clock),
    clock,
    putAside: async ({ id }: Forward) => {
      aside.push(id);
    },
  };
  return { state, posts, aside, forward: (id?: string) => forwardNotice(deps, aForward(id)) };
}
const toAcme = { confirmation: 'https://acme.example/mpesa?key=secret-words' };

describe('a notice that goes on', () => {
  it('is posted as it came, signed with each key that is valid', async () => {
    const { posts, forward } = aTarget(toAcme, { forwardingSecret: secrets });
    expect(await forward()).toBe('posted');
    const [post] = posts;
    const { body, headers, url } = post as SignedPost;
    expect({ body, url }).toEqual({ body: aForward().body, url: toAcme.confirmation });
    const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = [1, 2].map(
      (seed) => `v1,${createHmac('sha256', Buffer.alloc(32, seed)).update(text).digest('base64')}`,
    );
    expect(headers['webhook-signature']).toBe(expected.join(' '));
    expect(headers['webhook-timestamp']).toBe(String(start / 1_000));
  });

  it('is posted once, however often it is delivered', async () => {
    const { posts, forward } = aTarget(toAcme);
    const outcomes = await Promise.allSettled([forward(), forward(), forward()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await forward()).toBe('known');
    expect(posts).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 422, 429, 500, 503, 302])(
    'is tried again when the target answers %d, under the same id',
    async (status) => {
      const { state, posts, forward } = aTarget(toAcme);
      state.outcome = { kind: 'refused', status };
      await expect(forward()).rejects.toThrow(`the target answered ${status}`);
      state.outcome = taken;
      expect(await forward()).toBe('posted');
      expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    },
  );

  it('is put aside when the target says that it is gone for good', async () => {
    const { state, aside, forward } = aTarget(toAcme);
    state.outcome = { kind: 'refused', status: 410 };
    expect(await forward()).toBe('put_aside');
    expect(aside).toEqual(['ntc_1']);
  });

  it.each([
    ['no target', undefined, { forwardingSecret: secrets[0] }],
    ['no secret', toAcme, undefined],
    ['a secret that is too short', toAcme, { forwardingSecret: 'whsec_c2hvcnQ=' }],
    ['three secrets', toAcme, { forwardingSecret: [secrets[0], secrets[1], secrets[0]] }],
  ])('waits while there is %s, and says so without URL and secret', async (_, to, secret) => {
    const { posts, forward } = aTarget(to, secret ?? {});
    const failure = await forward().catch((error: Error) => error.message);
    expect(failure).toMatch(/names no target|forwardingSecret/);
    expect(failure).not.toMatch(/secret-words|whsec_[A-Za-z0-9]/);
    expect(posts).toEqual([]);
  });
});

describe('a target that does not answer', () => {
  it('rests, is tried by one, and serves all again once it answers', async () => {
    const { state, posts, forward } = aTarget(toAcme);
    state.outcome = silent;
    await expect(forward('ntc_1')).rejects.toThrow('did not answer within');
    await expect(forward('ntc_2')).rejects.toThrow('rests');
    expect(posts).toHaveLength(1);
    state.now += 10_000;
    await expect(forward('ntc_2')).rejects.toThrow('did not answer within');
    await expect(forward('ntc_3')).rejects.toThrow('rests');
    state.now += 20_000;
    state.outcome = taken;
    expect(await forward('ntc_1')).toBe('posted');
    expect(await Promise.all([forward('ntc_2'), forward('ntc_3')])).toEqual(['posted', 'posted']);
  });
});

it('gives one id to one body of one shortcode and target', () => {
  const ids = new Set([
    forwardId('confirmation', shortcode('600111'), 'a'),
    forwardId('confirmation', shortcode('600111'), 'a'),
    forwardId('confirmation', shortcode('600111'), 'b'),
    forwardId('stk', shortcode('600111'), 'a'),
    forwardId('confirmation', shortcode('600222'), 'a'),
  ]);
  expect(ids.size).toBe(4);
});
