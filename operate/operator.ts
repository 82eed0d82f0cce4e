import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Installation } from './installation.ts';
import { UsageError } from './run-command.ts';
import { shownBody } from './shown-text.ts';

const longestWhy = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: SQS refuses them.
const unprintable = /[\u0000-\u001f\u007f]/;

/** Who acts: as they say, or whose credentials they use on a stage and which user they are on this machine. */
export async function operatorOf(by: string | undefined, { stage }: Installation): Promise<string> {
  if (by !== undefined) return textOf('--by', by);
  if (stage === 'local') return userInfo().username;
  return (await new STSClient().send(new GetCallerIdentityCommand({}))).Arn ?? 'unknown';
}

/** Why they act, which nobody but they can say; it is kept for good, so phone numbers in it are masked. */
export function reasonOf(why: string | undefined): string {
  if (why === undefined)
    throw new UsageError('--why: expected a few words that say what it is for; they are kept in the audit');
  return textOf('--why', why);
}

function textOf(option: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longestWhy || unprintable.test(trimmed))
    throw new UsageError(
      `${option}: expected 1 to ${longestWhy} characters on one line, got "${text.slice(0, 80)}"`,
    );
  return shownBody(trimmed, false);
}
