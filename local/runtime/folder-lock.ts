import { DatabaseSync } from 'node:sqlite';

/**
 * Holds a file for this process alone: the operating system gives it to one, and takes it back however the process ends.
 * Node offers no lock of its own, SQLite's is one.
 *
 * @returns what lets it go again, or undefined when another has it. Throws SQLite's error when the file cannot be used.
 */
export function lockFile(file: string): (() => void) | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => database.close();
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** Whether SQLite refused since another connection holds the file. */
export function isBusy(error: unknown): boolean {
  const { errcode = 0 } = error as { readonly errcode?: number };
  // The lower byte is the kind: SQLITE_BUSY or SQLITE_LOCKED.
  return [5, 6].includes(errcode & 0xff);
}
