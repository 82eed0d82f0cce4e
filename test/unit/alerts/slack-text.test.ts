import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf, mentionsOf, plain, plainName, withMentions } from '../../../shared/alerts/slack-text.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '<!channel>',
          '<@U1>',
          '<https://x.example|y>',
          '&amp;',
          '&',
          '<',
          '>',
          '`',
          '```',
          '*',
          '_',
          '~',
          '\n',
        ],
        ...[
          '\u202e',
          '\u2066',
          '\u200b',
          '\u0000',
          '\u001b[31m',
          '\ud83d',
          '\ude00',
          '😀',
          '👩‍👩‍👧',
          'é',
          'http://a.b',
          'abc',
        ],
      ),
      { maxLength: 80 },
    )
    .map((parts) => parts.join('')),
);

/** What Slack shows of escaped text. */
const shown = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('text of others', () => {
  it('can neither mention, link nor format, whatever it is and wherever it is cut', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 400 }), (text, limit) => {
        const safe = plain(text, limit);
        expect(safe.length).toBeLessThanOrEqual(limit);
        expect(safe).not.toMatch(/[<>`\n\r]/);
        expect(safe).not.toMatch(/&(?!amp;|lt;|gt;)/);
        // A cut may leave a mark at the end, where it opens nothing.
        expect(safe.replace(/…$/, 'x')).not.toMatch(/(?<![\p{L}\p{N}*_~])[*_~]|[*_~](?![\p{L}\p{N}*_~])/u);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe).not.toMatch(/[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
        expect(safe).not.toMatch(/:\/\//);
      }),
      { numRuns: 500 },
    );
  });

  it('stays as it was otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ9 &<>äé語😀.-#/') }), (text) => {
        expect(shown(plain(text, 10_000))).toBe(text.replaceAll(/ +/g, ' ').trim());
      }),
    );
    expect(plain('Acme & Sons <Ltd>')).toBe('Acme &amp; Sons &lt;Ltd&gt;');
    expect(plain('INV_00418_a 2547****0111')).toBe('INV_00418_a 2547****0111');
    expect(plain('*bold* _it_ ~no~ a * b')).toBe('∗bold∗ ＿it＿ ∼no∼ a ∗ b');
    expect(plain('one\ntwo\t three')).toBe('one two three');
  });

  it('is cut where it is too long', () => {
    expect(plainName('x'.repeat(5_000))).toBe(`${'x'.repeat(149)}…`);
    expect(plain('<'.repeat(5_000))).toMatch(/^(&lt;){499}…$/);
    expect(plain('😀'.repeat(10), 6)).toBe('😀😀…');
  });
});

describe('lines', () => {
  const lines = (items: readonly string[], wanted?: number) =>
    linesOf(items, (item) => item, wanted === undefined ? {} : { wanted });

  it('are counted where they are too many or too long', () => {
    expect(lines(['a', 'b', 'c'])).toBe('a\nb\nc');
    expect(lines(['a', 'b', 'c'], 2)).toBe('a\nb\nc');
    expect(lines(['a', 'b', 'c', 'd'], 2)).toBe('a\nb\n… and 2 more');
    const long = Array.from({ length: 9 }, () => 'x'.repeat(300));
    expect(lines(long).split('\n').at(-1)).toBe('… and 3 more');
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 400 })), (items) => {
        expect(lines(items).length).toBeLessThanOrEqual(2_000);
      }),
    );
  });
});

describe('mentions', () => {
  it('of the configuration stay what they are', () => {
    const given = '<@U012AB3CD> <!subteam^SAZ94GDB8> <!here>';
    expect(mentionsOf(given)).toBe(given);
    expect(withMentions('*Alert*', '@admin @finance')).toBe('*Alert*  @admin @finance');
    expect(withMentions('*Alert*', undefined)).toBe('*Alert*');
    expect(withMentions('*Alert*', '  ')).toBe('*Alert*');
  });

  it('of any other form are words', () => {
    expect(mentionsOf('<!channel>')).toBe('&lt;!channel&gt;');
    expect(mentionsOf('<!everyone> <https://x|y> <@U1|joe> <#C1>')).not.toContain('<');
    expect(mentionsOf('`rm` <@u1>')).toBe('ˋrmˋ &lt;@u1&gt;');
  });
});
