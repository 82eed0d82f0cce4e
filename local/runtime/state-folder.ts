import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endProcess, type ProcessRecord, recordProcess, stillRuns } from './running-process.ts';
import { StartFailure } from './start-failure.ts';

/** Where one local system keeps all it knows between runs. One process at a time owns it. */
export interface StateFolder {
  readonly directory: string;
  /** A folder below, made if absent. */
  folder(name: string): string;
  /** The text of a small file, undefined if absent. */
  read(name: string): string | undefined;
  /** Replaces a small file whole, so that a kill leaves the old one or the new one. */
  write(name: string, text: string): void;
  /** Remembers an engine's process, so that the next run can end it if this one is killed. */
  own(engine: ProcessRecord): void;
  release(): void;
}

interface Owner {
  readonly owner: ProcessRecord;
  readonly engines: readonly ProcessRecord[];
}

const ownerFile = 'running.json';

/**
 * Takes the folder for this process and ends the engines that a killed run left behind.
 * Throws StartFailure when another process holds it.
 */
export async function takeStateFolder(path: string): Promise<StateFolder> {
  const directory = resolve(path);
  makeUsable(directory);
  const read = (name: string) => readIfThere(join(directory, name));
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, `${name}.new`), text, { mode: 0o600 });
    renameSync(join(directory, `${name}.new`), join(directory, name));
  };

  const last = parseOwner(read(ownerFile));
  if (last && stillRuns(last.owner)) {
    throw new StartFailure(
      `Already running: process ${last.owner.pid} holds ${directory}. Stop it, or set SALIO_STATE to another folder.`,
    );
  }
  for (const engine of last?.engines ?? []) await endProcess(engine);

  const owner = recordProcess(process.pid, 'node');
  let engines: readonly ProcessRecord[] = [];
  const save = () => write(ownerFile, JSON.stringify({ owner, engines } satisfies Owner));
  save();
  return {
    directory,
    folder: (name) => {
      mkdirSync(join(directory, name), { recursive: true });
      return join(directory, name);
    },
    read,
    write,
    own: (engine) => {
      engines = [...engines, engine];
      save();
    },
    release: () => rmSync(join(directory, ownerFile), { force: true }),
  };
}

function makeUsable(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new StartFailure(
      `The state folder ${directory} cannot be used: ${(error as Error).message}. Set SALIO_STATE to another folder.`,
    );
  }
}

function parseOwner(text: string | undefined): Owner | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Owner);
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
