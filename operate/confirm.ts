import { createInterface } from 'node:readline/promises';

/** Whether somebody is there who can be asked. */
export const somebodyIsThere = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/** Asks a person on the terminal. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
