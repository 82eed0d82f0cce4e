import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const lambdas = globSync('lambdas/*/*.ts', { cwd: root }).sort();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What counts whatever goes through it. */
const edges = {
  queueEdge: { file: 'shared/edge/queue.ts', counts: 'MessagesHandled' },
  scheduleEdge: { file: 'shared/edge/schedule.ts', counts: 'JobsRan' },
  httpEdge: { file: 'shared/edge/http.ts', counts: 'RequestsAnswered' },
};

describe('every function writes a metric when it does something', () => {
  it.each(Object.values(edges))('$file counts $counts', ({ file, counts }) => {
    expect(read(file)).toContain(`count('${counts}'`);
  });

  it.each(lambdas)('%s', (file) => {
    const code = read(file);
    const edge = /export const handler = (\w+)[(<]/.exec(code)?.[1] ?? '';
    // Without an edge of those it counts by itself.
    if (!(edge in edges))
      expect({ edge, counts: /\bcount\('/.test(code) }).toEqual({ edge: 'onion', counts: true });
  });
});
