import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { synthesizeLocally } from '../../../bin/synthesize.ts';
import { makeSample } from '../../../local/sample/sample.ts';
import { startSalio } from '../../../local/start-salio.ts';
import { lineTo } from '../../support/cut-line.ts';
import { startQueues } from '../../support/fauxqs.ts';
import { eventually } from '../../support/running-salio.ts';
import { mongodbAway } from './changed-secret.ts';
import { anAlarm, failuresOf } from './failures.ts';

jest.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), 'salio-alarms-'));
const engine = await startQueues();
// SQS stands elsewhere, so that it can be away.
const line = await lineTo(engine.server.port);
const salio = await startSalio({
  port: 0,
  mongodbPort: 0,
  metricsEveryMs: 500,
  stateDir: folder,
  elsewhere: { SQS_ENDPOINT: line.url },
  log: () => undefined,
  synthesize: synthesizeLocally,
  firstSample: () => makeSample({ now: Date.now() }),
});
const { runtime } = salio;
const failures = failuresOf(salio, line);

afterAll(async () => {
  await salio.close();
  await line.close();
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Emf {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}
type Watched = (typeof runtime.alarms)[number]['metrics'][number];

const written = (): readonly Emf[] =>
  readFileSync(runtime.metrics.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Emf);

/** Values under exactly this name, namespace and dimensions. */
const valuesOf = ({ namespace, name, dimensions }: Watched): readonly number[] =>
  written().flatMap((record) =>
    record._aws.CloudWatchMetrics.filter(
      ({ Namespace, Metrics, Dimensions: sets }) =>
        Namespace === namespace &&
        Metrics.some(({ Name }) => Name === name) &&
        sets.some(
          (names) =>
            names.length === Object.keys(dimensions).length &&
            names.every((each) => record[each] === dimensions[each]),
        ),
    ).flatMap(() => [record[name]].flat().map(Number)),
  );

const words = runtime.alarms.map((alarm) => ({ ...alarm, word: wordOf(alarm.name) }));

function wordOf(logicalId: string): string {
  return /^Watch(\w+)Alarm[0-9A-F]{8}$/.exec(logicalId)?.[1] ?? logicalId;
}

describe('the failure that an alarm watches', () => {
  it('is one that this test brings about, of every alarm of the template', () => {
    expect(Object.keys(failures).sort()).toEqual(words.map(({ word }) => word).sort());
  });

  it.each(words)('$word: is written under its name, namespace and dimensions', async ({ word, metrics }) => {
    expect(metrics.length).toBeGreaterThan(0);
    await failures[word]?.();
    // Silence is what this one waits for.
    const least = word === 'NoCallbacks' ? 0 : 1;
    for (const metric of metrics) {
      const values = await eventually(
        async () => valuesOf(metric),
        (found) => found.some((value) => value >= least),
      );
      expect({ metric, values, highest: Math.max(...values) >= least }).toEqual({
        metric,
        values: expect.anything(),
        highest: true,
      });
    }
  });
});

describe('a callback', () => {
  it('counts once, when it comes, though MongoDB is away', async () => {
    const accepted = { namespace: 'Salio', name: 'NoticesAccepted', dimensions: { stage: 'local' } };
    const sum = () => valuesOf(accepted).reduce((total, value) => total + value, 0);
    await runtime.idle();
    const before = sum();
    await mongodbAway(salio, ['reconcile-notice'], async () => {
      const paid = { shortcode: '600111', reference: 'AWAY', amount: 70, phone: '254700000111' };
      await fetch(`${runtime.url}/local/mpesa/pay`, {
        method: 'POST',
        body: JSON.stringify({ ...paid, channel: 'c2b' }),
      });
      const counted = await eventually(
        async () => sum() - before,
        (count) => count > 0,
      );
      expect(counted).toBe(1);
    });
    // It is tried again by now, or will be.
    await runtime.idle();
    expect(sum() - before).toBe(1);
  });
});

describe('an alarm', () => {
  it('is told in Slack, once, when it begins and when it is over', async () => {
    for (const state of ['ALARM', 'ALARM', 'OK'])
      await runtime.invoke('tell-alarm', anAlarm('HooksFail', state));
    const posts = await eventually(
      async () => {
        const answer = await fetch(`${runtime.url}/local/slack`);
        const all = (await answer.json()) as readonly { readonly body: { readonly text: string } }[];
        return all.map(({ body }) => body).filter(({ text }) => text.includes('HooksFail'));
      },
      (found) => found.length === 2,
    );
    expect(posts.map(({ text }) => text).sort()).toEqual(['✅ *Over: HooksFail*', '🚨 *Alarm: HooksFail*']);
    expect(posts[0]).toMatchObject({ channel: '#alarms' });
    expect(JSON.stringify(posts)).toContain('docs/runbooks/hooks-fail.md');
  });

  it('is listed with the last value of what it watches', async () => {
    const all = (await (await fetch(`${runtime.url}/local/alarms`)).json()) as readonly {
      readonly name: string;
      readonly metrics: readonly { readonly value?: number }[];
    }[];
    const quarantined = all.find(({ name }) => wordOf(name) === 'NoticesQuarantined');
    expect(quarantined?.metrics[0]?.value).toEqual(expect.any(Number));
  });
});
