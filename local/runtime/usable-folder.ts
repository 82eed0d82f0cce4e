import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFailure } from './start-failure.ts';

/** Makes the folder with all above it, and checks that it can be written to. Throws StartFailure when it cannot. */
export function makeUsable(directory: string): void {
  try {
    makeFolder(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartFailure(
      `The state folder ${directory} cannot be used: ${(error as Error).message}. Set SALIO_STATE to another folder.`,
    );
  }
}

/** Level by level: Node's own way to make several at once never ends below a folder like /proc. */
export function makeFolder(directory: string): void {
  if (existsSync(directory)) {
    if (!statSync(directory).isDirectory()) throw new Error(`${directory} is not a folder`);
    return;
  }
  const above = dirname(directory);
  makeFolder(above);
  accessSync(above, constants.W_OK | constants.X_OK);
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
