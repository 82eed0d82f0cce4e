import { ConfigurationError } from '../lib/stages.ts';

/** What a person gave to a command is not what it takes; the message says what is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command of the command line, and sets the exit status: what `work` gives, or 1 with one clear message for
 * what a person can mend. Anything else is a bug and keeps its stack trace.
 */
export async function runCommand(usage: string, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (fault) {
    const message = (fault as Error).message;
    const isUsage =
      fault instanceof UsageError || (fault as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
    const shown = isUsage ? `${message}\n${usage}` : forPeople(fault) ? message : undefined;
    if (shown === undefined) throw fault;
    console.error(shown);
    process.exitCode = 1;
  }
}

/** Faults of the surroundings: the configuration, the credentials, what AWS refuses. */
const forPeople = (fault: unknown): boolean =>
  fault instanceof ConfigurationError ||
  (fault as Error).name === 'CredentialsProviderError' ||
  '$metadata' in (fault as object);
