import { readFileSync } from 'node:fs';

/** A process as it can be recognised later: a pid alone is soon given to another. */
export interface ProcessRecord {
  readonly pid: number;
  /** Clock ticks between boot and the start of the process; undefined where there is no /proc. */
  readonly startedTicks: string | undefined;
  /** What its command line must contain. */
  readonly command: string;
}

export function recordProcess(pid: number, command: string): ProcessRecord {
  return { pid, startedTicks: startedTicks(pid), command };
}

/** Whether exactly the recorded process still runs. */
export function stillRuns(record: ProcessRecord): boolean {
  try {
    process.kill(record.pid, 0);
  } catch {
    return false;
  }
  if (record.startedTicks === undefined) return true;
  return startedTicks(record.pid) === record.startedTicks && commandLine(record.pid).includes(record.command);
}

/** Ends a process left over from a killed run and waits until it is gone. Does nothing when the pid is another's by now. */
export async function endProcess(record: ProcessRecord): Promise<void> {
  if (record.startedTicks === undefined || !stillRuns(record)) return;
  process.kill(record.pid, 'SIGKILL');
  for (let waited = 0; stillRuns(record) && waited < 5000; waited += 10)
    await new Promise((done) => setTimeout(done, 10));
}

function startedTicks(pid: number): string | undefined {
  // The second field is the program's name in brackets, which may hold blanks; the 22nd is the start.
  return read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19];
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? '';
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
