import { describe, expect, it } from '@jest/globals';
import { bestMatch, compilePath } from '../../../local/runtime/gateway/path-pattern.ts';

const paths = [
  '/hooks/{token}',
  '/hooks/{token}/c2b/confirmation',
  '/hooks/{token}/status/{id}/result',
  '/hooks/{token}/{channel+}',
  '/hooks/fixed',
];
const candidates = paths.map((path) => ({ pattern: compilePath(path) }));
const match = (path: string) => {
  const found = bestMatch(candidates, path);
  return found && [found.candidate.pattern.text, found.parameters];
};

describe('a path', () => {
  it.each([
    ['/hooks/t', '/hooks/{token}', { token: 't' }],
    ['/hooks/t/', '/hooks/{token}', { token: 't' }],
    ['/hooks/fixed', '/hooks/fixed', {}],
    ['/hooks/t/c2b/confirmation', '/hooks/{token}/c2b/confirmation', { token: 't' }],
    ['/hooks/t/c2b', '/hooks/{token}/{channel+}', { token: 't', channel: 'c2b' }],
    [
      '/hooks/t/c2b/confirmation/more',
      '/hooks/{token}/{channel+}',
      { token: 't', channel: 'c2b/confirmation/more' },
    ],
    ['/hooks/t/status/7/result', '/hooks/{token}/status/{id}/result', { token: 't', id: '7' }],
    ['/hooks/t/status/7', '/hooks/{token}/{channel+}', { token: 't', channel: 'status/7' }],
    ['/hooks/a%2Fb%20c', '/hooks/{token}', { token: 'a/b c' }],
    ['/hooks/100%', '/hooks/{token}', { token: '100%' }],
  ])('%s is %s', (path, pattern, parameters) => {
    expect(match(path)).toEqual([pattern, parameters]);
  });

  it.each(['/', '/hooks', '/other/t'])('%s is none of them', (path) => {
    expect(match(path)).toBeUndefined();
  });
});
