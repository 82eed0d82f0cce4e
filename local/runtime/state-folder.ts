import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { lockFile } from './folder-lock.ts';
import { endProcess, type ProcessRecord, recordProcess, stillRuns } from './running-process.ts';
import { StartFailure } from './start-failure.ts';
import { makeFolder, makeUsable } from './usable-folder.ts';

/** Where one local system keeps all it knows between runs. One process at a time owns it. */
export interface StateFolder {
  readonly directory: string;
  /** A folder below, made if absent. Throws StartFailure when something else is in its place. */
  folder(name: string): string;
  /** The text of a small file, undefined if absent. Throws StartFailure when it cannot be read. */
  read(name: string): string | undefined;
  /** Replaces a small file whole, so that a kill leaves the old one or the new one. */
  write(name: string, text: string): void;
  remove(name: string): void;
  /** What to throw when a file below does not hold what was put there. */
  damaged(name: string, error: unknown): StartFailure;
  /** Remembers an engine's process, so that the next run can end it if this one is killed; gives what forgets it. */
  own(engine: ProcessRecord): () => void;
  release(): void;
}

const processRecord = z.object({
  pid: z.int().positive(),
  startedTicks: z.string().optional(),
  command: z.string(),
});
const ownerSchema = z.object({ owner: processRecord, engines: z.array(processRecord) });

interface Owner {
  readonly owner: ProcessRecord;
  readonly engines: readonly ProcessRecord[];
}

const ownerFile = 'running.json';
const heldFile = 'running.lock';

/**
 * Takes the folder for this process and ends the engines that a killed run left behind.
 * Throws StartFailure when another process holds it, or when a file in it is damaged.
 */
export async function takeStateFolder(path: string): Promise<StateFolder> {
  const directory = resolve(path);
  makeUsable(directory);
  const files = filesOf(directory);
  const letGo = hold(directory, files);
  try {
    const left = parseOwner(files.read(ownerFile))?.engines ?? [];
    const owner = recordProcess(process.pid, 'node');
    let engines = left;
    const save = () => files.write(ownerFile, JSON.stringify({ owner, engines } satisfies Owner));
    // Before they are ended: a kill in between must not make the next run forget them.
    save();
    for (const engine of left) await endProcess(engine);
    engines = [];
    save();
    return {
      directory,
      ...files,
      own: (engine) => {
        engines = [...engines, engine];
        save();
        return () => {
          engines = engines.filter((other) => other !== engine);
          save();
        };
      },
      release: () => {
        files.remove(ownerFile);
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}

type Files = Pick<StateFolder, 'folder' | 'read' | 'write' | 'remove' | 'damaged'>;

function filesOf(directory: string): Files {
  const damaged = (name: string, error: unknown) =>
    new StartFailure(
      `${join(directory, name)} is damaged (${(error as Error).message}): remove the folder ${directory}, or set SALIO_STATE to another one.`,
    );
  const orDamaged = <T>(name: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw damaged(name, error);
    }
  };
  return {
    damaged,
    folder: (name) => {
      orDamaged(name, () => makeFolder(join(directory, name)));
      return join(directory, name);
    },
    read: (name) =>
      orDamaged(name, () => {
        try {
          return readFileSync(join(directory, name), 'utf8');
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
          throw error;
        }
      }),
    write: (name, text) => {
      writeFileSync(join(directory, `${name}.new`), text, { mode: 0o600 });
      renameSync(join(directory, `${name}.new`), join(directory, name));
    },
    remove: (name) => rmSync(join(directory, name), { force: true }),
  };
}

/** Gives what lets the folder go again. */
function hold(directory: string, files: Files): () => void {
  let letGo: (() => void) | undefined;
  try {
    letGo = lockFile(join(directory, heldFile));
  } catch (error) {
    throw files.damaged(heldFile, error);
  }
  if (letGo) return letGo;
  const holder = parseOwner(files.read(ownerFile))?.owner;
  // Who has just taken it may not have written down who it is.
  const named = holder && stillRuns(holder) ? `process ${holder.pid}` : 'another process';
  throw new StartFailure(
    `Already running: ${named} holds ${directory}. Stop it, or set SALIO_STATE to another folder.`,
  );
}

function parseOwner(text: string | undefined): Owner | undefined {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(text ?? ''));
    if (!parsed.success) return undefined;
    const record = ({ pid, startedTicks, command }: z.infer<typeof processRecord>): ProcessRecord => ({
      pid,
      startedTicks,
      command,
    });
    return { owner: record(parsed.data.owner), engines: parsed.data.engines.map(record) };
  } catch {
    return undefined;
  }
}
