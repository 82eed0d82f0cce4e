import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StartFailure } from '../../../local/runtime/start-failure.ts';
import { takeStateFolder } from '../../../local/runtime/state-folder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-folder-'));
});

afterEach(() => rm(folder, { recursive: true }));

const module = join(import.meta.dirname, '../../../local/runtime/state-folder.ts');

/** Takes the folder at that time in a process of its own, and keeps it for a second. */
const takeAt = async (at: number): Promise<string> => {
  const script = `
    const { takeStateFolder } = await import(${JSON.stringify(module)});
    while (Date.now() < ${at});
    const said = await takeStateFolder(${JSON.stringify(folder)}).then(() => 'taken', (error) => error.message);
    console.log(said);
    await new Promise((done) => setTimeout(done, 1000));`;
  const options = ['--no-warnings', '--input-type=module', '-e', script];
  return (await promisify(execFile)(process.execPath, options)).stdout.trim();
};

describe('a state folder', () => {
  it('is had by one of two processes that ask at the same moment', async () => {
    const at = Date.now() + 3_000;
    const said = (await Promise.all([takeAt(at), takeAt(at), takeAt(at)])).toSorted();
    expect(said).toEqual([expect.stringMatching(/^Already/), expect.stringMatching(/^Already/), 'taken']);
    expect(said[0]).toMatch(/^Already running: (process \d+|another process) holds .*SALIO_STATE/);
  }, 30_000);

  it('is free again once it was released, or its holder ended', async () => {
    const first = await takeStateFolder(folder);
    await expect(takeStateFolder(folder)).rejects.toThrow(
      `Already running: process ${process.pid} holds ${folder}. Stop it, or set SALIO_STATE to another folder.`,
    );
    first.release();
    expect(await takeAt(0)).toBe('taken');
    (await takeStateFolder(folder)).release();
  });

  it('remembers the engines that run, and no others', async () => {
    const state = await takeStateFolder(folder);
    const record = (pid: number) => ({ pid, startedTicks: '1', command: 'engine' });
    const forget = state.own(record(11));
    state.own(record(12));
    forget();
    expect(JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')).engines).toEqual([record(12)]);
    state.release();
  });

  it.each(['/proc/x', '/proc/x/y/z'])('that cannot be made is told of at once: %s', async (path) => {
    const taking = takeStateFolder(path);
    await expect(taking).rejects.toThrow(StartFailure);
    await expect(taking).rejects.toThrow(
      /^The state folder \/proc\/x.* cannot be used: .* Set SALIO_STATE to another folder\.$/,
    );
  });

  it('that is a file, or below one, is told of', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const path of ['file', 'file/below']) {
      await expect(takeStateFolder(join(folder, path))).rejects.toThrow(/cannot be used: .*SALIO_STATE/);
    }
  });

  it('is made with all above it', async () => {
    (await takeStateFolder(join(folder, 'a/b/c'))).release();
  });

  it('names a file in it that is something else', async () => {
    for (const name of ['running.json', 'other']) mkdirSync(join(folder, name));
    await expect(takeStateFolder(folder)).rejects.toThrow(
      /running\.json is damaged \(.*\): remove the folder .*, or set SALIO_STATE to another one\.$/,
    );
    await rm(join(folder, 'running.json'), { recursive: true });
    writeFileSync(join(folder, 'running.json'), '{"owner":1}');
    const state = await takeStateFolder(folder);
    expect(() => state.read('other')).toThrow(/other is damaged \(EISDIR/);
    writeFileSync(join(folder, 'engine'), '');
    expect(() => state.folder('engine')).toThrow(/engine is damaged \(.*is not a folder\)/);
    state.release();
  });
});
