import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { localRouter } from '../../../local/runtime/gateway/local-routes.ts';
import { type LocalSlack, startSlack } from '../../../local/slack/local-slack.ts';

let slack: LocalSlack;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'salio-slack-'));
  slack = await startSlack({ folder });
});
afterEach(async () => {
  await slack.close();
  rmSync(folder, { recursive: true });
});

async function post(body: unknown, path = '/services/T1/B1/nothing-secret', signal?: AbortSignal) {
  const answer = await fetch(slack.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
  return {
    status: answer.status,
    text: await answer.text(),
    type: answer.headers.get('content-type'),
    retryAfter: answer.headers.get('retry-after'),
  };
}

async function local(method: string, path: string, body?: unknown) {
  const route = slack.routes.find((each) => each.method === method && each.path === path);
  return await route?.handle({ method, path, params: {}, query: {}, body });
}
const shown = async () => (await local('GET', '/local/slack'))?.body as readonly Record<string, unknown>[];
const faults = (given: unknown) => local('PUT', '/local/slack/faults', given);

describe('the local Slack', () => {
  it('takes what is posted to any webhook, and shows it newest first', async () => {
    expect(localRouter(slack.routes)).toBeDefined();
    expect(await post({ text: 'one', channel: '#a' })).toMatchObject({
      status: 200,
      text: 'ok',
      type: expect.stringContaining('text/plain'),
    });
    await post({ attachments: [{}] }, '/services/T9/B9/other');
    const posts = await shown();
    expect(posts).toEqual([
      {
        at: expect.any(String),
        to: expect.stringMatching(/^webhook-[0-9a-f]{8}$/),
        body: { attachments: [{}] },
      },
      { at: expect.any(String), to: '#a', body: { text: 'one', channel: '#a' } },
    ]);
    expect(JSON.stringify(posts)).not.toMatch(/services|nothing-secret/);
  });

  it('refuses what Slack refuses', async () => {
    for (const body of ['no JSON', [], {}, { text: '' }, { text: 5 }, { attachments: [] }])
      expect(await post(body)).toMatchObject({ status: 400, text: 'invalid_payload' });
    expect(await post({ text: 'x' }, '/elsewhere')).toMatchObject({ status: 404, text: 'no_service' });
    expect(await shown()).toEqual([]);
  });

  it('keeps its messages over a restart, until it is reset', async () => {
    await post({ text: 'kept', channel: '#a' });
    await slack.close();
    slack = await startSlack({ folder });
    expect(await shown()).toHaveLength(1);
    await faults({ status: 500 });
    slack.reset();
    expect(await shown()).toEqual([]);
    expect((await post({ text: 'again' })).status).toBe(200);
  });
});

describe('PUT /local/slack/faults', () => {
  it('lets it misbehave so many times', async () => {
    await faults({ status: 429, retry_after: 7, times: 2 });
    for (let times = 0; times < 2; times++)
      expect(await post({ text: 'x' })).toMatchObject({ status: 429, text: 'rate_limited', retryAfter: '7' });
    expect((await post({ text: 'x' })).status).toBe(200);
    expect(await shown()).toHaveLength(1);
  });

  it('is healed by an empty body', async () => {
    await faults({ status: 404 });
    expect(await post({ text: 'x' })).toMatchObject({ status: 404, text: 'no_service' });
    expect((await faults({}))?.status).toBe(200);
    expect((await post({ text: 'x' })).status).toBe(200);
  });

  it('answers late, and has not taken what nobody waited for', async () => {
    await faults({ delay_ms: 300 });
    await expect(post({ text: 'gone' }, undefined, AbortSignal.timeout(50))).rejects.toThrow();
    expect((await post({ text: 'patient' })).status).toBe(200);
    expect((await shown()).map(({ body }) => body)).toEqual([{ text: 'patient' }]);
  });

  it.each([
    [{ status: 200 }, 'status', 'expected an HTTP status from 400 to 599'],
    [{ status: '500' }, 'status', 'expected an HTTP status from 400 to 599'],
    [{ retry_after: -1 }, 'retry_after', 'expected seconds from 0 to 86400'],
    [{ delay_ms: 0.5 }, 'delay_ms', 'expected milliseconds from 0 to 600000'],
    [{ times: 0 }, 'times', 'expected a number of posts from 1 to 1000000'],
    [{ colour: 'red' }, 'colour', 'is no field of this body'],
    [[], '', 'expected an object'],
    [undefined, '', 'expected an object'],
  ])('refuses %j by name', async (given, field, message) => {
    expect(await faults(given)).toMatchObject({ status: 422, body: { errors: [{ field, message }] } });
  });
});
