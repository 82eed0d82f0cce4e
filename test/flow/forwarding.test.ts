import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { darajaFixture } from '../support/daraja-fixture.ts';
import {
  answers,
  neverAnswers,
  type OperatorTarget,
  operatorTarget,
  type Received,
  speaksGarbage,
  takes,
} from '../support/operator-target.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../support/running-salio.ts';

jest.setTimeout(150_000);

let salio: RunningSalio;
let target: OperatorTarget;
let hooks: ReadonlyMap<string, string>;
let key: Buffer;

interface LocalHook {
  readonly shortcode: string;
  readonly forwarding_secret: string;
}

beforeAll(async () => {
  target = await operatorTarget();
  salio = await salioProcess();
  await salio.start();
  await salio.operations().collection('payments').deleteMany({});
  const partners = salio.operations().collection('partners');
  const set = (shortcode: string, forwardTo: object) =>
    partners.updateOne(
      { 'shortcodes.shortcode': shortcode },
      { $set: { 'shortcodes.$.forwardTo': forwardTo } },
    );
  await set('600111', {
    stk: `${target.url}/stk?key=hidden-words`,
    confirmation: `${target.url}/acme`,
    validation: `${target.url}/may-they`,
  });
  await set('600222', { confirmation: `${target.url}/power` });
  await salio.request('POST', '/local/schedules/watch-payments/run', {});
  hooks = await salio.hooks();
  const { body } = await salio.request('GET', '/local/hooks');
  const own = (body as { readonly hooks: readonly LocalHook[] }).hooks.find(
    ({ shortcode }) => shortcode === '600111',
  );
  key = Buffer.from(own?.forwarding_secret.replace('whsec_', '') ?? '', 'base64');
}, startLimitMs + 30_000);

afterAll(async () => {
  await salio?.close();
  await target?.down().catch(() => undefined);
}, 40_000);

const confirmation = darajaFixture('c2b-confirmation-v1') as Readonly<Record<string, string>>;
/** Spaced and ordered as nobody else would, so that a copy that was parsed and written again shows. */
const confirmationText = (TransID: string, BusinessShortCode = '600111', BillRefNumber = 'NO-SUCH') =>
  `{ "Zeichen" : "ü – \\u00e9 😀",\n  ${JSON.stringify({ ...confirmation, TransID, BusinessShortCode, BillRefNumber }).slice(1)}\n`;

const post = (channel: string, body: string, shortcode = '600111') =>
  salio.request('POST', `${hooks.get(shortcode)}/${channel}`, body);

const takenOf = (receipt: string) => target.taken.filter(({ body }) => body.includes(receipt));
const postsOf = (receipt: string) => target.posts.filter(({ body }) => body.includes(receipt));

const arrived = (receipt: string, withinMs = 120_000) =>
  eventually(
    async () => takenOf(receipt),
    (posts) => posts.length > 0,
    withinMs,
  );

function isSigned({ headers, body }: Received): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('an accepted notice', () => {
  it('goes on byte for byte and signed, once however often it comes', async () => {
    const body = confirmationText('UJE4K7X2F0');
    for (let times = 0; times < 3; times++) expect((await post('c2b/confirmation', body)).status).toBe(200);
    const [first] = await arrived('UJE4K7X2F0');
    expect(first?.body).toBe(body);
    expect(first?.path).toBe('/acme');
    expect(first && isSigned(first)).toBe(true);
    await eventually(forwardsWaiting, (waiting) => waiting === 0);
    expect(takenOf('UJE4K7X2F0')).toHaveLength(1);
  });

  it('goes on from STK as well, and one that is quarantined does not', async () => {
    await post('stk', JSON.stringify(darajaFixture('stk-success')));
    await post('c2b/confirmation', confirmationText('not a receipt'));
    expect((await arrived('UJE4K7X2QA'))[0]?.path).toBe('/stk?key=hidden-words');
    await eventually(forwardsWaiting, (waiting) => waiting === 0);
    expect(postsOf('not a receipt')).toEqual([]);
  });
});

describe('a target', () => {
  const rudeness = [
    ['UJE4K7X2F1', 'answers 500', answers(500)],
    ['UJE4K7X2F2', 'answers 404', answers(404)],
    ['UJE4K7X2F3', 'redirects', answers(302, { location: '/elsewhere' })],
    ['UJE4K7X2F4', 'speaks no HTTP', speaksGarbage],
  ] as const;

  it.each(rudeness)('of notice %s that %s gets it once it is well', async (receipt, _, behaviour) => {
    target.behave('/acme', behaviour);
    await post('c2b/confirmation', confirmationText(receipt));
    await eventually(
      async () => postsOf(receipt),
      (posts) => posts.length > 0,
    );
    target.behave('/acme', takes);
    expect((await arrived(receipt))[0]?.body).toBe(confirmationText(receipt));
    expect(new Set(postsOf(receipt).map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(target.posts.some(({ path }) => path === '/elsewhere')).toBe(false);
  });

  it('that never answers delays no reconciliation, and what goes elsewhere by one wait at most', async () => {
    target.behave('/acme', neverAnswers);
    const late = Array.from({ length: 25 }, (_, n) => `UJE4K7X3${String(n).padStart(2, '0')}`);
    await Promise.all(late.map((receipt) => post('c2b/confirmation', confirmationText(receipt))));
    await salio.book({ _id: 'beside-slow', amount: 1200, reference: 'INV-77001' });
    const since = Date.now();
    await post('c2b/confirmation', confirmationText('UJE4K7X2F5', '600111', 'INV-77001'));
    expect((await salio.paymentOnce('beside-slow', 'matched')).reconciliation.status).toBe('matched');
    expect(Date.now() - since).toBeLessThan(5_000);
    await post('c2b/confirmation', confirmationText('UJE4K7X2F6', '600222'), '600222');
    expect((await arrived('UJE4K7X2F6', 25_000))[0]?.path).toBe('/power');
    target.behave('/acme', takes);
    for (const receipt of late) expect(await arrived(receipt)).toHaveLength(1);
  });

  it('that is down gets everything once it is up', async () => {
    await target.down();
    const lost = ['UJE4K7X2G1', 'UJE4K7X2G2', 'UJE4K7X2G3'];
    for (const receipt of lost) await post('c2b/confirmation', confirmationText(receipt));
    await eventually(
      async () => ((await salio.logs()).get('forward-notice.log') ?? '').split('ECONNREFUSED').length,
      (count) => count > lost.length,
    );
    await target.up();
    for (const receipt of lost) expect((await arrived(receipt))[0]?.body).toBe(confirmationText(receipt));
  });

  it('that is gone for good leaves the notice in the dead letters', async () => {
    target.behave('/power', answers(410));
    await post('c2b/confirmation', confirmationText('UJE4K7X2G4', '600222'), '600222');
    const letters = async () => {
      const { body } = await salio.request('GET', '/local/status');
      const { dlqs } = body as { readonly dlqs: Readonly<Record<string, { readonly visible: number }>> };
      return Object.entries(dlqs).find(([name]) => name.includes('forward'))?.[1].visible;
    };
    expect(await eventually(letters, (count) => count === 1)).toBe(1);
  });
});

describe("the operator's answer to a validation", () => {
  const ask = () => post('c2b/validation', JSON.stringify(darajaFixture('c2b-validation')));
  const accepted = { ResultCode: '0', ResultDesc: 'Accepted' };

  it('is relayed', async () => {
    const refusal = { ResultCode: 'C2B00013', ResultDesc: 'Too little' };
    target.behave('/may-they', answers(200, {}, JSON.stringify(refusal)));
    expect(await ask()).toEqual({ status: 200, body: refusal });
    const asked = target.posts.filter(({ path }) => path === '/may-they').at(-1);
    expect(asked?.body).toBe(JSON.stringify(darajaFixture('c2b-validation')));
    expect(asked && isSigned(asked)).toBe(true);
  });

  it.each([
    ['a code that M-Pesa does not know', answers(200, {}, '{"ResultCode":"C2B99999"}')],
    ['no JSON', answers(200, {}, '<html>')],
    ['an error', answers(500)],
    ['a redirect', answers(302, { location: '/elsewhere' })],
    ['garbage', speaksGarbage],
    ['nothing', neverAnswers],
  ])('is to accept when it is %s, within three seconds', async (_, behaviour) => {
    target.behave('/may-they', behaviour);
    const since = Date.now();
    expect(await ask()).toEqual({ status: 200, body: accepted });
    expect(Date.now() - since).toBeLessThan(3_000);
  });
});

it('writes no URL, secret or body into a log', async () => {
  const logs = [...(await salio.logs())].filter(([name]) => /forward|validation|reconcile/.test(name));
  const text = logs.map(([, lines]) => lines).join('\n');
  expect(text).not.toMatch(/hidden-words|whsec_|Zeichen|may-they/);
});

async function forwardsWaiting(): Promise<number> {
  const { body } = await salio.request('GET', '/local/status');
  const { queues } = body as {
    readonly queues: Readonly<Record<string, { readonly visible: number; readonly in_flight: number }>>;
  };
  return Object.values(queues).reduce((sum, { visible, in_flight }) => sum + visible + in_flight, 0);
}
