import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../../shared/kernel/canonical-json.ts';
import { aListing, type SimulatedMpesa, simulatedMpesa } from '../../support/simulated-mpesa.ts';

interface Hook {
  readonly shortcode: string;
  readonly partner_id: string;
  readonly url: string;
}

describe('GET /local/hooks', () => {
  let mpesa: SimulatedMpesa;
  let now = 1_700_000_000_000;
  const hooks = async (): Promise<readonly Hook[]> =>
    ((await mpesa.local('GET', '/local/hooks')).body as { hooks: Hook[] }).hooks;
  const secretOf = (partner: string) => JSON.parse(mpesa.secrets.get(partner) ?? '{}');

  beforeEach(async () => {
    mpesa = await simulatedMpesa({ clock: () => now });
  });
  afterEach(() => mpesa.close());

  it('gives each listed shortcode a URL that ends after its token, known by its hash only', async () => {
    const [hook] = await hooks();
    expect(hook).toMatchObject({ shortcode: '600111', partner_id: 'acme' });
    const token = hook?.url.match(/\/hooks\/([0-9a-f]{48})$/)?.[1] ?? '';
    expect(secretOf('acme').hookTokens).toEqual({ '600111': [token] });
    expect([...mpesa.hooks]).toEqual([[sha256(token), { partnerId: 'acme', shortcode: '600111' }]]);
  });

  it('gives the same URL every time, however many ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, hooks));
    now += 60_000;
    expect(new Set([...all, await hooks()].flat().map(({ url }) => url)).size).toBe(1);
  });

  it('knows a partner as soon as it is listed, and forgets a shortcode that nobody lists any more', async () => {
    const [first] = await hooks();
    mpesa.listed.push(aListing({ partnerId: 'bora', shortcode: '174379' }));
    expect((await hooks()).map(({ shortcode }) => shortcode)).toEqual(['600111', '174379']);

    mpesa.listed.shift();
    expect((await hooks()).map(({ shortcode }) => shortcode)).toEqual(['174379']);
    expect(mpesa.hooks.has(sha256(first?.url.slice(-48) ?? ''))).toBe(false);

    mpesa.listed.push(aListing());
    expect((await hooks()).map(({ url }) => url)).toContain(first?.url);
  });

  it('keeps what a partner’s secret says, and adds only what is missing', async () => {
    const own = { consumerKey: 'key', consumerSecret: 'secret', passkey: 'pass', note: 'ours' };
    mpesa.secrets.set('acme', JSON.stringify(own));
    await hooks();
    expect(secretOf('acme')).toMatchObject({
      ...own,
      initiatorName: expect.any(String),
      hookTokens: expect.anything(),
    });
  });

  it('takes two tokens while one is replaced, and shows the newer', async () => {
    await hooks();
    const [old] = secretOf('acme').hookTokens['600111'];
    const newer = 'ab'.repeat(24);
    mpesa.secrets.set(
      'acme',
      JSON.stringify({ ...secretOf('acme'), hookTokens: { '600111': [old, newer] } }),
    );
    now += 60_000;
    expect((await hooks())[0]?.url.endsWith(newer)).toBe(true);
    expect([...mpesa.hooks.keys()].sort()).toEqual([sha256(old), sha256(newer)].sort());
  });

  it('leaves out a partner whose secret cannot be read, and serves the others', async () => {
    mpesa.listed.push(aListing({ partnerId: 'bora', shortcode: '174379' }));
    mpesa.secrets.set('acme', 'no json');
    expect((await hooks()).map(({ shortcode }) => shortcode)).toEqual(['174379']);
    expect(mpesa.secrets.get('acme')).toBe('no json');
  });

  it('registers anew once it has forgotten', async () => {
    await hooks();
    mpesa.hooks.clear();
    mpesa.simulator.reset();
    await hooks();
    expect(mpesa.hooks.size).toBe(1);
  });
});
