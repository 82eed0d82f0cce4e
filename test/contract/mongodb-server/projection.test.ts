import { describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { refusal } from './server-under-test.ts';
import { type Row, shopUnderTest } from './shop-items.ts';

const server = shopUnderTest();

describe('projection', () => {
  const project = async (projection: Document): Promise<Document | null> =>
    server.db.collection<Row>('items').findOne({ _id: 1 }, { projection });

  it('includes, excludes and computes, in the order of the document', async () => {
    expect(Object.keys((await project({ tags: 1, shop: 1 })) ?? {})).toEqual(['_id', 'shop', 'tags']);
    expect(await project({ _id: 0, 'lines.q': 1, none: 1 })).toEqual({ lines: [{ q: 1 }, { q: 2 }] });
    expect(await project({ at: 0, amount: 0, 'lines.q': 0 })).toEqual({
      _id: 1,
      shop: 'A',
      tags: ['x', 'y'],
      lines: [{}, {}],
    });
    expect(await project({ shop: 1, lower: { $toLower: '$shop' } })).toEqual({
      _id: 1,
      shop: 'A',
      lower: 'a',
    });
  });

  it('slices arrays and picks elements', async () => {
    expect(await project({ tags: { $slice: -1 }, lines: 1 })).toMatchObject({ tags: ['y'] });
    expect(await project({ _id: 1, lines: { $elemMatch: { q: { $gt: 1 } } } })).toEqual({
      _id: 1,
      lines: [{ q: 2 }],
    });
  });

  it('is refused when it contradicts itself', async () => {
    expect(await refusal(project({ a: 1, b: 0 }))).toMatchObject({ code: 31254 });
    expect(await refusal(project({ a: 0, b: 1 }))).toMatchObject({ code: 31253 });
    expect(await refusal(project({ a: 1, 'a.b': 1 }))).toMatchObject({
      code: expect.any(Number),
      message: expect.stringContaining('ollision'),
    });
  });
});
