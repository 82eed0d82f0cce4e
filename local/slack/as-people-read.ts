import * as z from 'zod/mini';
import type { SlackPost } from './inbox.ts';

const message = z.object({
  text: z._default(z.string(), ''),
  attachments: z._default(
    z.array(
      z.object({
        fields: z._default(
          z.array(z.object({ title: z.string(), value: z.string(), short: z.boolean() })),
          [],
        ),
      }),
    ),
    [],
  ),
});

/** A message as it looks in Slack, more or less: escapes undone, fields below the text. */
export function asPeopleRead({ to, body }: SlackPost): string {
  const parsed = message.safeParse(body);
  if (!parsed.success) return `${to}\n  (a message of another form)`;
  const { text, attachments } = parsed.data;
  const fields = attachments.flatMap((attachment) => attachment.fields);
  const lines = [text, ...fields.map(({ title, value }) => `${title}: ${value}`)]
    .join('\n')
    .split('\n')
    .map((line) => `  ${unescaped(line)}`);
  return [to, ...lines].join('\n');
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
