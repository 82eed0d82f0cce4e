import { describe, expect, it } from '@jest/globals';
import {
  checkValidation,
  formerOwnerLines,
  forwardingLine,
  hookUrls,
  lintUrls,
  maskedUrl,
  planTokens,
  type RegistrationRequest,
} from '../../../operate/registration-plan.ts';
import { aListing } from '../../support/simulated-mpesa.ts';

const asked = (given: Partial<RegistrationRequest> = {}): RegistrationRequest => ({
  ...{ shortcode: '600111', rotate: false, retire: false, validation: false, responseType: 'Completed' },
  ...given,
});
const plan = (given: Partial<RegistrationRequest>, ...before: readonly string[]) =>
  planTokens(asked(given), before, () => 'new').after;

describe('the tokens of a shortcode', () => {
  it('are one at first, two during a rotation with the new one in use, and one again', () => {
    expect(plan({})).toEqual(['new']);
    expect(plan({ rotate: true })).toEqual(['new']);
    expect(plan({}, 'old')).toEqual(['old']);
    expect(plan({ rotate: true }, 'old')).toEqual(['old', 'new']);
    expect(plan({}, 'old', 'new')).toEqual(['old', 'new']);
    expect(plan({ retire: true }, 'old', 'new')).toEqual(['new']);
  });

  it('are never three, and never none', () => {
    expect(() => plan({ rotate: true }, 'old', 'new')).toThrow('--retire ends the older one');
    expect(() => plan({ retire: true }, 'old')).toThrow('no second token');
    expect(() => plan({ retire: true })).toThrow('no second token');
    expect(() => plan({ rotate: true, retire: true }, 'old', 'new')).toThrow('two steps');
  });
});

describe('callback URLs', () => {
  const urls = (base: string) => hookUrls(base, 'ab12'.repeat(12));

  it('are shown without their token', () => {
    expect(maskedUrl(urls('https://hooks.example.com').stk)).toBe(
      'https://hooks.example.com/hooks/ab12…/stk',
    );
  });

  it('with a word that Daraja refuses are refused in production, and told elsewhere', () => {
    const base = 'https://a1b2.execute-api.eu-west-1.amazonaws.com/dev';
    expect(() => lintUrls(urls(base), true)).toThrow('"exec"');
    expect(lintUrls(urls(base), false).join()).toContain('"exec"');
    expect(lintUrls(urls('https://hooks.example.com'), true)).toEqual([]);
  });
});

it('refuses to have validation asked for when nobody would look at the question', () => {
  const check = (given: object) => () => checkValidation(asked({ validation: true }), aListing(given));
  expect(check({})).toThrow('accepted unseen');
  expect(check({ validation: 'check' })).not.toThrow();
  expect(check({ forwardTo: { validation: 'https://example.com' } })).not.toThrow();
});

describe('where the notices of a shortcode go on to', () => {
  const forwardTo = {
    stk: 'https://erp.acme.co.ke/in?key=never-shown',
    validation: 'https://may.acme.co.ke/never-shown',
  };
  const key = `whsec_${'A'.repeat(32)}`;
  const line = (given: object, forwardingSecret?: unknown, show = false) =>
    forwardingLine(aListing(given), { id: 'salio/dev/partners/acme', secret: { forwardingSecret }, show });

  it('is told by its hosts, and whole only to whoever asks', () => {
    expect(line({})).toContain('nowhere');
    expect(line({ forwardTo }, key)).toBe(
      'stk to erp.acme.co.ke, validation to may.acme.co.ke; signed with forwardingSecret of salio/dev/partners/acme',
    );
    expect(line({ forwardTo }, key, true)).toContain('https://erp.acme.co.ke/in?key=never-shown');
  });

  it.each([[undefined], ['never-shown'], [[]], [[key, key, key]]])(
    'is told to be in vain without a key (%j)',
    (forwardingSecret) => {
      const said = line({ forwardTo }, forwardingSecret);
      expect(said).toContain('nothing goes on until salio/dev/partners/acme holds a forwardingSecret');
      expect(said).not.toMatch(/never-shown|AAAA/);
    },
  );
});

it('tells of URLs that were made for another partner than the one that lists the shortcode', () => {
  const listing = aListing({ partnerId: 'acme-2' });
  const own = { partnerId: listing.partnerId, shortcode: listing.shortcode };
  expect(formerOwnerLines([], listing)).toEqual([]);
  expect(formerOwnerLines([own], listing)).toEqual([]);
  expect(formerOwnerLines([aListing(), own, aListing()], listing)).toEqual([
    'Owner: URLs of 600111 were made for the partner acme, and acme-2 lists it now: they become those of acme-2',
  ]);
});
