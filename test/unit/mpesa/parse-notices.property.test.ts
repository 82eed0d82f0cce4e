import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { type HookChannel, parseNotices } from '../../../shared/mpesa/parse-notices.ts';
import { removeSecrets } from '../../../shared/mpesa/remove-secrets.ts';
import {
  aC2bConfirmation,
  anStkFailure,
  anStkSuccess,
  aStatusError,
  aStatusResult,
} from '../../support/builders/daraja-bodies.ts';

const context = { hookShortcode: shortcode('600111'), queryId: 'q-1' };
const channel = fc.constantFrom<HookChannel>('stk', 'c2b', 'status');
const good: readonly (readonly [HookChannel, Record<string, unknown>])[] = [
  ['stk', anStkSuccess()],
  ['stk', anStkFailure()],
  ['c2b', aC2bConfirmation()],
  ['status', aStatusResult()],
  ['status', aStatusError()],
];

/** Numbers become text, text of digits becomes numbers: at random, as Daraja does. Leading zeros would be lost. */
const coerced = (value: unknown, flip: () => boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => coerced(item, flip));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, coerced(member, flip)]));
  }
  if (typeof value === 'number') return flip() ? String(value) : value;
  return typeof value === 'string' && /^[1-9]\d*(\.\d+)?$/.test(value) && flip() ? Number(value) : value;
};

/** Lists and keys in another order, and fields that nobody documented. */
const rearranged = (value: unknown, flip: () => boolean, extra: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value.map((item) => rearranged(item, flip, extra));
    return flip() ? items.reverse() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, rearranged(member, flip, extra)]);
  if (flip()) members.reverse();
  return Object.fromEntries(flip() ? [...members, ['NewIn2027', extra]] : members);
};

const flips = fc.infiniteStream(fc.boolean()).map((stream) => () => stream.next().value ?? false);

describe('parseNotices', () => {
  it.each(good)('reads %s the same in any order, type and company', (kind, body) => {
    const expected = parseNotices(kind, body, context);
    expect(expected.ok).toBe(true);
    fc.assert(
      fc.property(flips, fc.jsonValue({ maxDepth: 2 }), (flip, extra) => {
        expect(parseNotices(kind, rearranged(coerced(body, flip), flip, extra), context)).toEqual(expected);
      }),
    );
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(
        channel,
        fc.anything({ withNullPrototype: true, withBigInt: true }),
        fc.boolean(),
        (kind, body, timeout) => {
          expect(typeof parseNotices(kind, body, { ...context, timeout }).ok).toBe('boolean');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('never throws if any one part of a good body is something else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.nat(60), fc.jsonValue(), ([kind, body], at, garbage) => {
        let seen = 0;
        const text = JSON.stringify(body, (_, value: unknown) => (seen++ === at ? garbage : value));
        const parsed = parseNotices(kind, JSON.parse(text), context);
        expect(parsed.ok ? parsed.value.length : parsed.error.message.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('bears a body nested as deeply as 64 KB allow', () => {
    const deep: unknown = JSON.parse(`${'[{"a":'.repeat(9_000)}1${'}]'.repeat(9_000)}`);
    const body = { ...aC2bConfirmation(), Extra: deep };
    expect(parseNotices('c2b', body, context)).toEqual(parseNotices('c2b', aC2bConfirmation(), context));
    expect(JSON.stringify(removeSecrets(body)).length).toBeLessThan(1_000);
  });
});
