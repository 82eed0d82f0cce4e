import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, sha256 } from '../../../shared/kernel/canonical-json.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves out what is undefined', () => {
    const value = { b: [{ d: 1, c: 'x' }], a: undefined, A: null };
    expect(canonicalJson(value)).toBe('{"A":null,"b":[{"c":"x","d":1}]}');
  });

  it('holds the place of an undefined item, and writes undefined itself as null', () => {
    expect(canonicalJson([undefined, 1])).toBe('[null,1]');
    expect(canonicalJson(undefined)).toBe('null');
  });

  it('is JSON of the same value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
    );
  });
});

it('hashes as the world does', () => {
  expect(sha256('254700000111')).toBe('2b88b4c9403f73fe9c66a15c34d96e4e91eaa6777374210716ca2b3f2bddc1ff');
});
