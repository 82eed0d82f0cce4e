import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startRuntimeApp } from '../../support/runtime-app/running-app.ts';

let app: RunningApp;

beforeAll(async () => {
  app = await startRuntimeApp({ overrides: () => ({ GREETING: 'from this machine', NOTHING: 'never set' }) });
}, 60_000);

afterAll(() => app?.close());

const send = async (...notes: readonly object[]) => {
  await Promise.all(notes.map((note) => app.post('/notes/t', note)));
};

const eventually = async (holds: () => Promise<boolean>, withinMs = 40_000) => {
  for (const deadline = Date.now() + withinMs; !(await holds()); ) {
    if (Date.now() > deadline) throw new Error('It never came to hold');
    await new Promise((done) => setTimeout(done, 50));
  }
};

describe('a function on a queue', () => {
  it("finds the template's variables in its environment, what Lambda adds, and nothing of ours", async () => {
    process.env.SECRET_OF_THE_DEVELOPER = 'x';
    await send({ id: 'env', text: 'a' });
    await app.runtime.idle();
    const { url, endpoints, region } = app.runtime;
    const environment = JSON.parse((await app.note('env'))?.environment?.S ?? '{}') as Record<string, string>;
    expect(environment).toMatchObject({
      GREETING: 'from this machine',
      INBOX_URL: url,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    });
    expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['SECRET_OF_THE_DEVELOPER']));
    expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['NOTHING']));
  });

  it('reads secrets that the template has generated', async () => {
    await send({ id: 'secret', text: 'a' });
    await app.runtime.idle();
    expect((await app.note('secret'))?.pepperLength).toEqual({ N: '32' });
  });

  it('hands back only the message that failed, which comes again and then goes to the dead letters', async () => {
    await send(
      { id: 'bad', text: 'a', fail: 'item' },
      ...['g1', 'g2', 'g3', 'g4'].map((id) => ({ id, text: id })),
    );
    await eventually(async () => (await app.noteIds()).filter((id) => id.startsWith('g')).length === 4);
    const dead = () =>
      app.runtime.readQueues().then((queues) => queues.find(({ name }) => name === 'dead-notes')?.visible);
    await eventually(async () => (await dead()) === 1);
    expect((await app.takeMessages('dead-notes')).map((body) => JSON.parse(body) as unknown)).toEqual([
      { id: 'bad', text: 'a', fail: 'item' },
    ]);
    expect((await app.note('g1'))?.receives).toEqual({ N: '1' });
  });

  it('loses its environment in a crash, and nothing else', async () => {
    await send({ id: 'crash', text: 'a', fail: 'crash' });
    await eventually(async () => app.news.some((line) => line.includes('Runtime exited with code 3')));
    await send({ id: 'after', text: 'a' });
    await eventually(async () => (await app.noteIds()).includes('after'));
  });

  it('is ended when it is too slow', async () => {
    await send({ id: 'slow', text: 'a', delayMs: 60_000 });
    await eventually(async () => app.news.some((line) => line.includes('Task timed out after 5.00 seconds')));
  });

  it('writes its lines to its own file, and warnings to whoever watches', async () => {
    await send({ id: 'loud', text: 'a', fail: 'warn' });
    await eventually(async () => app.news.some((line) => line.includes('keep-note: warned about loud')));
    expect(await readFile(join(app.directory, 'state/logs/keep-note.log'), 'utf8')).toContain(
      'warned about loud\n',
    );
  });

  it('runs in no more environments than the mapping allows', async () => {
    await send(
      ...Array.from({ length: 30 }, (_, index) => ({ id: `many-${index}`, text: 'a', delayMs: 50 })),
    );
    await app.runtime.idle();
    expect(
      app.runtime.functions.find(({ name }) => name === 'keep-note')?.state().environments,
    ).toBeLessThanOrEqual(3);
  });
});

describe('the bus', () => {
  it('carries what matches to the target, and nothing else', async () => {
    await send(
      { id: 'long', text: 'long enough', announce: true },
      { id: 'short', text: 'no', announce: true },
    );
    await eventually(
      async () => (await app.noteIds()).includes('long') && (await app.noteIds()).includes('short'),
    );
    const seen = (await app.takeMessages('audits')).map((body) => JSON.parse(body) as unknown);
    expect(seen).toEqual([{ id: 'long', length: 11 }]);
  });
});

describe('a schedule', () => {
  it('is named by the function that it wakes, and hands it the time', async () => {
    const [schedule, ...others] = app.runtime.schedules;
    expect([schedule?.name, others]).toEqual(['tidy-notes', []]);
    expect(await schedule?.run(Date.parse('2026-11-20T03:00:00Z'))).toEqual({
      tidied: '2026-11-20T03:00:00Z',
    });
    expect(await app.takeMessages('audits')).toEqual(['tidied 2026-11-20T03:00:00Z']);
  });

  it('tells when the function failed', async () => {
    await expect(app.runtime.schedules[0]?.run(Date.parse('2001-01-01T00:00:00Z'))).rejects.toThrow(
      'too old',
    );
  });
});

describe('a reset', () => {
  it('empties everything, then loads, and the system works on', async () => {
    await send({ id: 'before', text: 'a', attach: true });
    await app.runtime.idle();
    let loaded: readonly string[] | undefined;
    await app.runtime.reset(async () => {
      loaded = await app.noteIds();
    });
    expect(loaded).toEqual([]);
    await send({ id: 'again', text: 'a', attach: true });
    await eventually(async () => (await app.noteIds()).includes('again'));
    expect(await app.noteIds()).toEqual(['again']);
  });
});

describe('a thousand at once', () => {
  it('are all accepted and all kept, once each', async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `t-${index}`);
    const statuses = await Promise.all(
      ids.map(async (id) => (await app.post('/notes/t', { id, text: id })).status),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    await app.runtime.idle();
    const kept = (await app.noteIds()).filter((id) => id.startsWith('t-'));
    expect(kept.toSorted()).toEqual(ids.toSorted());
  });
});
