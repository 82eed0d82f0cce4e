import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../local/runtime/assembly/json.ts';
import { compilePattern } from '../../../local/runtime/aws/event-pattern.ts';

const event = {
  source: 'shop',
  'detail-type': 'order.paid',
  resources: [],
  detail: { id: 'A-17', amount: 250, tags: ['new', 'large'], note: null, nested: { ok: true } },
};

describe('an event pattern', () => {
  it.each<[boolean, Json]>([
    [true, { source: ['shop'] }],
    [true, { source: ['other', 'shop'] }],
    [false, { source: ['other'] }],
    [false, { missing: ['shop'] }],
    [true, { source: ['shop'], detail: { id: ['A-17'] } }],
    [false, { source: ['shop'], detail: { id: ['A-18'] } }],
    [true, { 'detail-type': [{ prefix: 'order.' }] }],
    [false, { 'detail-type': [{ prefix: 'refund.' }] }],
    [true, { 'detail-type': [{ prefix: { 'equals-ignore-case': 'ORDER.' } }] }],
    [true, { 'detail-type': [{ suffix: '.paid' }] }],
    [true, { 'detail-type': [{ wildcard: 'o*r.*d' }] }],
    [false, { 'detail-type': [{ wildcard: 'o*r.*x' }] }],
    [true, { detail: { id: [{ 'equals-ignore-case': 'a-17' }] } }],
    [true, { source: [{ 'anything-but': 'other' }] }],
    [false, { source: [{ 'anything-but': ['other', 'shop'] }] }],
    [false, { 'detail-type': [{ 'anything-but': { prefix: 'order' } }] }],
    [false, { missing: [{ 'anything-but': 'other' }] }],
    [true, { detail: { amount: [{ numeric: ['>', 200, '<=', 250] }] } }],
    [false, { detail: { amount: [{ numeric: ['>', 250] }] } }],
    [false, { source: [{ numeric: ['>', 1] }] }],
    [true, { detail: { missing: [{ exists: false }] } }],
    [false, { detail: { missing: [{ exists: true }] } }],
    [true, { detail: { note: [{ exists: true }] } }],
    [true, { detail: { note: [null] } }],
    [true, { detail: { tags: ['large'] } }],
    [false, { detail: { tags: ['small'] } }],
    [true, { detail: { nested: { ok: [true] } } }],
    [false, { detail: { id: { deeper: ['A-17'] } } }],
    [true, { detail: { id: { deeper: [{ exists: false }] } } }],
    [true, { $or: [{ source: ['other'] }, { detail: { amount: [250] } }] }],
    [false, { $or: [{ source: ['other'] }, { detail: { amount: [1] } }] }],
  ])('says %s to %j', (expected, pattern) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it.each<[Json]>([
    [{ source: [{ cidr: '10.0.0.0/8' }] }],
    [{ source: [{ numeric: ['~', 1] }] }],
    ['shop'],
    [{ source: 'shop' }],
  ])('refuses %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow();
  });
});
