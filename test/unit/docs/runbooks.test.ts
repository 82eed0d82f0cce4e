import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const runbooks = join(import.meta.dirname, '../../../docs/runbooks');
const pages = globSync('*.md', { cwd: runbooks }).map((page) => ({
  page,
  text: readFileSync(join(runbooks, page), 'utf8'),
}));

// In lib/blocks/hooks-api.ts: only a stage that retains its data has one. The manager API always has its own.
it('of those that look into the access log, each says what to do on a stage that has none', () => {
  const looking = pages.filter(({ page, text }) => /access log/i.test(text) && page !== 'manager-fails.md');
  expect(looking.map(({ page }) => page)).toEqual(
    expect.arrayContaining(['hooks-fail.md', 'hooks-refuse.md', 'no-callbacks.md']),
  );
  for (const { page, text } of looking) {
    expect({
      page,
      says: text.includes('`removal: destroy`') && text.includes('#without-the-access-log'),
    }).toEqual({
      page,
      says: true,
    });
  }
});

it('lead to headings that exist', () => {
  const links = pages.flatMap(({ page, text }) =>
    [...text.matchAll(/\]\(([\w-]+\.md)?#([\w-]+)\)/g)].map(([, to = page, heading = '']) => ({
      to,
      heading,
    })),
  );
  const isThere = ({ to, heading }: (typeof links)[number]) =>
    [...readFileSync(join(runbooks, to), 'utf8').matchAll(/^#+ (.+)$/gm)].some(
      ([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-') === heading,
    );
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((link) => !isThere(link))).toEqual([]);
});
