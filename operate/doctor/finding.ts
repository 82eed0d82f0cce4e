/** What one check found. `unknown` is a check that could not be made: neither good nor bad. */
export type Verdict = 'right' | 'wrong' | 'doubtful' | 'unknown';

/** One line that people read: what was looked at, what is wrong with it, how to mend it. Never a secret's value. */
export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly message: string;
}

type Say = (check: string, message: string) => Finding;

const said =
  (verdict: Verdict): Say =>
  (check, message) => ({ check, verdict, message });

export const right = said('right');
export const wrong = said('wrong');
export const doubtful = said('doubtful');
export const unknown = said('unknown');

const marks: Readonly<Record<Verdict, string>> = { right: '✓', wrong: '✗', doubtful: '!', unknown: '–' };

/** One line for a terminal. */
export const line = ({ check, verdict, message }: Finding): string =>
  `${marks[verdict]} ${check.padEnd(18)} ${message}`;

/** Findings of a check that must not hide others: a fault of its own is a finding as well. */
export async function findings(
  check: string,
  work: () => Promise<readonly Finding[]> | readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (fault) {
    return [unknown(check, `could not be checked: ${awsFault(fault)}`)];
  }
}

/** What AWS, or the way to it, refused with, in words that say what to do. */
export function awsFault(fault: unknown): string {
  const { name = '', message: said = String(fault), code } = fault as Partial<NodeJS.ErrnoException>;
  const [message = ''] = said.split('\n');
  if (/CredentialsProvider/.test(name)) {
    return 'no AWS credentials were found: set AWS_PROFILE (after "aws configure" or "aws sso login")';
  }
  if (/Expired/.test(name))
    return `the AWS credentials have expired (${name}): sign in anew, "aws sso login"`;
  if (/InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId/.test(name)) {
    return `AWS does not know the credentials (${name}): look at AWS_PROFILE and AWS_ACCESS_KEY_ID`;
  }
  if (name === 'SyntaxError') return 'the answer was none of AWS: an emulator may not know this call';
  if (/AccessDenied/.test(name)) return `AWS refuses: ${message}`;
  if (typeof code === 'string')
    return `AWS does not answer (${code}): look at the network, and at AWS_ENDPOINT_URL`;
  return `${name}: ${message}`;
}
