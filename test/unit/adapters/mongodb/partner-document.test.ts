import { describe, expect, it } from '@jest/globals';
import { ObjectId } from 'mongodb';
import * as z from 'zod/mini';
import { readPartner } from '../../../../shared/adapters/mongodb/partner-document.ts';
import { mongoSettings } from '../../../../shared/adapters/mongodb/settings.ts';

const byDefault = z.parse(mongoSettings, {});
const partner = (shortcodes: unknown, own: Record<string, unknown> = {}) => ({
  _id: 'acme',
  name: 'Acme Buses',
  status: 'active',
  shortcodes,
  ...own,
});

describe('a partner', () => {
  it('lists shortcodes with their settings', () => {
    const listed = [{ shortcode: '600111', kind: 'till', expectsPayments: false, validation: 'check' }];
    expect(readPartner(partner(listed), byDefault)).toEqual([
      {
        ok: true,
        value: {
          partnerId: 'acme',
          partnerName: 'Acme Buses',
          shortcode: '600111',
          kind: 'till',
          expectsPayments: false,
          validation: 'check',
        },
      },
    ]);
  });

  it.each([[{ shortcode: '600111' }], [{ shortcode: 600111, kind: null }], ['600111']])(
    'need not say more than the shortcode: %p',
    (entry) => {
      expect(readPartner(partner([entry]), byDefault)).toMatchObject([
        {
          ok: true,
          value: { shortcode: '600111', kind: 'paybill', expectsPayments: true, validation: 'accept_all' },
        },
      ]);
    },
  );

  it.each([
    [{ kind: 'till' }, 'shortcodes.0.shortcode', 'expected the digits of a paybill or till'],
    [{ shortcode: 'ABC' }, 'shortcodes.0.shortcode', 'expected the digits of a paybill or till'],
    [{ shortcode: '600111', kind: 'bank' }, 'shortcodes.0.kind', 'expected paybill or till'],
    [
      { shortcode: '600111', expectsPayments: 'yes' },
      'shortcodes.0.expectsPayments',
      'expected true or false',
    ],
    [{ shortcode: '600111', validation: 'none' }, 'shortcodes.0.validation', 'expected accept_all or check'],
  ])('%p is left out with its reason; the next one stands', (entry, field, message) => {
    expect(readPartner(partner([entry, { shortcode: '600222' }]), byDefault)).toMatchObject([
      { ok: false, error: { partnerId: 'acme', field, message } },
      { ok: true, value: { shortcode: '600222' } },
    ]);
  });

  it('without a list has none; with something else in its place has a fault', () => {
    expect(readPartner(partner(undefined), byDefault)).toEqual([]);
    expect(readPartner(partner('600111'), byDefault)).toMatchObject([{ error: { field: 'shortcodes' } }]);
  });

  it('without a name is called by its id', () => {
    const _id = new ObjectId('65f0000000000000000000aa');
    expect(readPartner(partner(['600111'], { _id, name: undefined }), byDefault)).toMatchObject([
      { value: { partnerId: '65f0000000000000000000aa', partnerName: '65f0000000000000000000aa' } },
    ]);
  });

  it('is read by names of its own', () => {
    const theirs = z.parse(mongoSettings, {
      fields: {
        partners: { name: 'org.title', shortcodes: 'org.mpesa' },
        shortcodes: { shortcode: 'number' },
      },
    });
    expect(readPartner({ _id: 'p', org: { title: 'T', mpesa: [{ number: '5' }] } }, theirs)).toMatchObject([
      { value: { partnerName: 'T', shortcode: '5' } },
    ]);
  });
});

describe('where notices of a shortcode go on to', () => {
  const read = (forwarding: object, settings = byDefault) =>
    readPartner(partner([{ shortcode: '600111', ...forwarding }]), settings);
  const stk = 'https://acme.example/stk?key=hidden-words';

  it.each(['forwardTo', 'forward_to'])('is read from %s', (name) => {
    expect(read({ [name]: { stk, confirmation: null } })).toMatchObject([{ value: { forwardTo: { stk } } }]);
  });

  it.each([
    ['http://acme.example/c2b', 'confirmation'],
    ['http://127.0.0.1:9001/c2b', 'confirmation'],
    ['https://user:word@acme.example/', 'confirmation'],
    ['acme.example', 'confirmation'],
    ['', 'confirmation'],
    [7, 'confirmation'],
    ['https://acme.example', 'confirmations'],
  ])('costs nothing else when it cannot be used: %p', (url, name) => {
    const [kept, fault] = read({ forwardTo: { stk, [name]: url } });
    expect(kept).toMatchObject({ ok: true, value: { shortcode: '600111', forwardTo: { stk } } });
    expect(fault).toMatchObject({ ok: false, error: { field: `shortcodes.0.forwardTo.${name}` } });
    expect(JSON.stringify(fault)).not.toMatch(/acme\.example|hidden-words|user:/);
  });

  it('is an object', () => {
    expect(read({ forwardTo: stk })).toMatchObject([
      { ok: true, value: { shortcode: '600111' } },
      { error: { field: 'shortcodes.0.forwardTo' } },
    ]);
  });

  it('may be this machine where everything runs on it, and no other in plain http', () => {
    const here = z.parse(mongoSettings, { loopbackTargets: true });
    expect(read({ forwardTo: { stk: 'http://127.0.0.1:9999/x' } }, here)).toMatchObject([
      { value: { forwardTo: { stk: 'http://127.0.0.1:9999/x' } } },
    ]);
    expect(read({ forwardTo: { stk: 'http://acme.example/x' } }, here)).toHaveLength(2);
  });
});
