import { slackLimits } from './slack-message.ts';

/** Long enough for any honest name or reference. */
const nameLimit = 150;

/**
 * Text of others as text and nothing else: it can mention nobody, link nowhere and format nothing, and is cut with `…` to
 * so many characters, never inside an escape or a surrogate pair. Line breaks become blanks.
 */
export function plain(text: string, limit: number = slackLimits.fieldValue): string {
  return cut(defused(text), limit);
}

/** A name, a reference, a code: one short line. */
export const plainName = (text: string): string => plain(text, nameLimit);

export interface Listing {
  /** @default all */
  readonly wanted?: number;
  /** Of characters. @default what a field holds */
  readonly limit?: number;
}

/** A line of each of the first items, as many as are wanted and fit, and how many more there are: people look the rest up. */
export function linesOf<Item>(
  items: readonly Item[],
  lineOf: (item: Item) => string,
  { wanted = items.length, limit = slackLimits.fieldValue }: Listing = {},
): string {
  // One line says no less than "1 more".
  const lines = items.slice(0, items.length <= wanted + 1 ? items.length : wanted).map(lineOf);
  for (let shown = lines.length; ; shown--) {
    const rest = items.length - shown;
    const text = [...lines.slice(0, shown), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
    if (text.length <= limit || shown === 0) return text;
  }
}

const mention = /^<(?:@[UW][A-Z0-9]{1,20}|!subteam\^S[A-Z0-9]{1,20}|!here)>$/;

/** Mentions as they were configured: those of Slack's own form stay links, other words are text. */
export const mentionsOf = (configured: string | undefined): string =>
  (configured ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 50)
    .map((word) => (mention.test(word) ? word : plainName(word)))
    .join(' ');

/** Mentions behind a headline; nothing when there are none. */
export function withMentions(headline: string, configured: string | undefined): string {
  const mentions = mentionsOf(configured);
  return mentions === '' ? headline : `${headline}  ${mentions}`;
}

// Joiners are part of some scripts and of emoji; every other invisible character only hides or turns what people read.
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu;
const blanks = /[\s\p{Zl}\p{Zp}]+/gu;
const formatting = { '`': 'ˋ', '*': '∗', _: '＿', '~': '∼' } as const;

function defused(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(blanks, ' ')
      .replaceAll(invisible, '')
      .trim()
      .replaceAll('`', formatting['`'])
      // Inside a word they format nothing: references are full of underscores, and masked numbers of stars.
      .replaceAll(/(?<![\p{L}\p{N}*_~])[*_~]+|[*_~]+(?![\p{L}\p{N}*_~])/gu, (marks) =>
        Array.from(marks, (mark) => formatting[mark as keyof typeof formatting]).join(''),
      )
      // Slack turns a bare address into a link; with an invisible joiner inside it stays what it is.
      .replaceAll(/:\/\//g, ':\u2060//')
  );
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function cut(text: string, limit: number): string {
  const pieces = Array.from(text, (character) => escapes[character] ?? character);
  const whole = pieces.join('');
  if (whole.length <= limit) return whole;
  let kept = '';
  for (const piece of pieces) {
    if (kept.length + piece.length >= limit) break;
    kept += piece;
  }
  return `${kept}…`;
}
