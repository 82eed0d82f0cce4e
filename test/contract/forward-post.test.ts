import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { httpForwardPost } from '../../shared/adapters/http/forward-post.ts';
import {
  answers,
  type Behaviour,
  neverAnswers,
  type OperatorTarget,
  operatorTarget,
  speaksGarbage,
} from '../support/operator-target.ts';

let target: OperatorTarget;
beforeAll(async () => {
  target = await operatorTarget();
});
afterAll(() => target.down());

const limitMs = 400;
const post = async (behaviour: Behaviour, wantsAnswer = false) => {
  target.behave('/here?key=hidden-words', behaviour);
  const since = Date.now();
  const outcome = await httpForwardPost({
    url: `${target.url}/here?key=hidden-words`,
    body: '{ "a" : "ü" }',
    headers: { 'content-type': 'application/json', 'webhook-id': 'ntc_1' },
    limitMs,
    wantsAnswer,
  });
  expect(Date.now() - since).toBeLessThan(limitMs + 1_000);
  expect(JSON.stringify(outcome)).not.toContain('hidden-words');
  return outcome;
};
const drips: Behaviour = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('x'), 20);
  response.on('close', () => clearInterval(timer));
};

it('posts the text as it is, in UTF-8', async () => {
  expect(await post(answers(204))).toEqual({ kind: 'taken', body: '' });
  expect(target.posts.at(-1)).toMatchObject({ body: '{ "a" : "ü" }', headers: { 'webhook-id': 'ntc_1' } });
});

it('reads the answer only if somebody wants it, and no more than fits one', async () => {
  expect(await post(answers(200, {}, '{"ResultCode":0}'))).toEqual({ kind: 'taken', body: '' });
  expect(await post(answers(200, {}, '{"ResultCode":0}'), true)).toMatchObject({ body: '{"ResultCode":0}' });
  const long = await post(answers(200, {}, 'x'.repeat(5_000_000)), true);
  expect(long.kind === 'taken' && long.body.length).toBeLessThan(200_000);
});

it('counts what was taken as taken, though the answer never ends, unless the answer is wanted', async () => {
  expect(await post(drips)).toMatchObject({ kind: 'taken' });
  expect(await post(drips, true)).toMatchObject({ kind: 'unreachable', isSlow: true });
});

it.each([
  [200, { kind: 'taken', body: '' }],
  [503, { kind: 'refused', status: 503 }],
])(
  'counts what was answered %d as that, whatever becomes of the connection afterwards',
  async (status, outcome) => {
    // No server can be made to break in just this moment.
    const cancel = async () => {
      throw new Error('the connection was reset');
    };
    const broken = new Response(new ReadableStream({ cancel }), { status });
    const fetched = jest.spyOn(globalThis, 'fetch').mockResolvedValueOnce(broken);
    expect(await post(answers(status))).toEqual(outcome);
    fetched.mockRestore();
  },
);

it.each([301, 302, 307, 400, 404, 410, 429, 500, 503])(
  'gives status %d back, and follows nowhere',
  async (status) => {
    const before = target.posts.length;
    expect(await post(answers(status, { location: '/there' }))).toEqual({ kind: 'refused', status });
    expect(target.posts.slice(before).map(({ path }) => path)).toEqual(['/here?key=hidden-words']);
  },
);

it('tells one that is slow from one that is not there', async () => {
  expect(await post(neverAnswers)).toMatchObject({ kind: 'unreachable', isSlow: true });
  expect(await post(speaksGarbage)).toMatchObject({ kind: 'unreachable', isSlow: false });
  await target.down();
  expect(await post(answers(200))).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
  await target.up();
});
