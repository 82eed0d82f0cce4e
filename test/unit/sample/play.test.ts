import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Play } from '../../../local/sample/mpesa-side.ts';
import { playAll } from '../../../local/sample/play.ts';

const play = (given: Partial<Play> = {}): Play => ({
  shortcode: '600111',
  channel: 'stk',
  body: '{}',
  at: 0,
  ...given,
});

describe('playing the sample', () => {
  let server: Server;
  let base: string;
  let paths: string[];
  let busy = 0;
  let busiest = 0;

  beforeEach(async () => {
    paths = [];
    busiest = 0;
    server = createServer((request, response) => {
      busy += 1;
      busiest = Math.max(busiest, busy);
      paths.push(request.url ?? '');
      request.resume();
      setTimeout(() => {
        busy -= 1;
        response.writeHead(request.url?.includes('bad') ? 500 : 200).end('{}');
      }, 5);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const hooks = () => new Map([['600111', `${base}/token-a`]]);

  it('posts each to its shortcode’s URL, or under the token it brings, and tells the answers', async () => {
    const plays = [play(), play({ channel: 'c2b/confirmation' }), play({ token: 'bad' })];
    const played = await playAll({ plays, hooks: hooks(), concurrency: 1, clock: () => 77 });
    expect(paths).toEqual(['/hooks/token-a/stk', '/hooks/token-a/c2b/confirmation', '/hooks/bad/stk']);
    expect(played.map(({ status, acceptedAt }) => [status, acceptedAt])).toEqual([
      [200, 77],
      [200, 77],
      [500, 77],
    ]);
  });

  it('has no more on their way than allowed, and tells how far it is', async () => {
    const progress: number[] = [];
    await playAll({
      plays: Array.from({ length: 40 }, () => play()),
      hooks: hooks(),
      concurrency: 4,
      onProgress: (done) => progress.push(done),
    });
    expect(busiest).toBe(4);
    expect(progress).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  it('says 0 where nobody answers, and refuses a shortcode without a URL', async () => {
    const nobody = new Map([['600111', 'http://127.0.0.1:9/hooks/t']]);
    expect((await playAll({ plays: [play()], hooks: nobody }))[0]?.status).toBe(0);
    await expect(playAll({ plays: [play({ shortcode: '1' })], hooks: hooks() })).rejects.toThrow(
      '1 has no callback URL',
    );
  });
});
