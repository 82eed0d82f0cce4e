import { describe, expect, it } from '@jest/globals';
import { ObjectId } from 'bson';
import type { Document, UpdateFilter, UpdateOptions } from 'mongodb';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

/** The document after the update, without its id. */
async function updated(
  before: Document,
  update: Document,
  options: UpdateOptions & { filter?: Document } = {},
): Promise<Document> {
  const { filter = {}, ...rest } = options;
  const _id = new ObjectId();
  const documents = server.db.collection('documents');
  await documents.insertOne({ _id, ...before });
  await documents.updateOne({ _id, ...filter }, update as UpdateFilter<Document>, rest);
  const { _id: _, ...after } = (await documents.findOne({ _id })) ?? {};
  return after;
}

describe('update operators', () => {
  const cases: [string, Document, Document, Document][] = [
    [
      '$set makes what is on the way',
      { a: 1 },
      { $set: { 'b.c': 2, 'd.0': 'x' } },
      { a: 1, b: { c: 2 }, d: { 0: 'x' } },
    ],
    [
      '$set enters arrays by position',
      { a: [{ x: 1 }, { x: 2 }] },
      { $set: { 'a.1.x': 5, 'a.3': 9 } },
      { a: [{ x: 1 }, { x: 5 }, null, 9] },
    ],
    ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '', nowhere: '' } }, { b: { d: 2 } }],
    ['$unset leaves null in an array', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
    ['$inc', { n: 1 }, { $inc: { n: 2, fresh: 3 } }, { n: 3, fresh: 3 }],
    ['$mul', { n: 4 }, { $mul: { n: 2, fresh: 3 } }, { n: 8, fresh: 0 }],
    [
      '$min and $max',
      { low: 5, high: 5 },
      { $min: { low: 3, fresh: 1 }, $max: { high: 4 } },
      { low: 3, high: 5, fresh: 1 },
    ],
    [
      '$rename',
      { a: 1, b: { c: 2 } },
      { $rename: { a: 'z', 'b.c': 'y', nowhere: 'x' } },
      { b: {}, z: 1, y: 2 },
    ],
    ['$push', { a: [1] }, { $push: { a: 2, fresh: 1 } }, { a: [1, 2], fresh: [1] }],
    [
      '$push with all modifiers',
      { a: [5, 1] },
      { $push: { a: { $each: [3, 9], $sort: -1, $slice: 3 } } },
      { a: [9, 5, 3] },
    ],
    [
      '$push at a position',
      { a: [1, 4] },
      { $push: { a: { $each: [2, 3], $position: 1 } } },
      { a: [1, 2, 3, 4] },
    ],
    [
      '$push sorted by a field',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    ['$push sliced from the end', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    [
      '$addToSet',
      { a: [1, { x: 1 }] },
      { $addToSet: { a: { $each: [1, 2, { x: 1 }] } } },
      { a: [1, { x: 1 }, 2] },
    ],
    ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
    ['$pull values', { a: [1, 5, 8, 5] }, { $pull: { a: { $gte: 5, $lt: 8 } } }, { a: [1, 8] }],
    ['$pull documents', { a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }] }],
    ['$pullAll', { a: [1, 2, 1, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    ['$bit', { n: 13 }, { $bit: { n: { and: 10 } } }, { n: 8 }],
    [
      '$[] reaches every element',
      { a: [{ n: 1 }, { n: 2 }] },
      { $inc: { 'a.$[].n': 10 } },
      { a: [{ n: 11 }, { n: 12 }] },
    ],
  ];

  it.each(cases)('%s', async (_name, before, update, after) => {
    expect(await updated(before, update)).toEqual(after);
  });

  it('$currentDate sets the time of the server', async () => {
    const { at } = await updated({}, { $currentDate: { at: true } });
    expect(Math.abs((at as Date).getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('$ means the element that the filter met', async () => {
    const before = {
      shortcodes: [
        { code: '1', on: true },
        { code: '2', on: true },
      ],
    };
    const off = { $set: { 'shortcodes.$.on': false } };
    expect(await updated(before, off, { filter: { 'shortcodes.code': '2' } })).toEqual({
      shortcodes: [
        { code: '1', on: true },
        { code: '2', on: false },
      ],
    });
    const byElement = { filter: { shortcodes: { $elemMatch: { code: '1', on: true } } } };
    expect((await updated(before, off, byElement)).shortcodes).toMatchObject([{ on: false }, { on: true }]);
    expect(await updated({ n: [3, 7, 9] }, { $set: { 'n.$': 0 } }, { filter: { n: { $gt: 5 } } })).toEqual({
      n: [3, 0, 9],
    });
  });

  it('$[name] means the elements that an array filter meets', async () => {
    const before = {
      items: [
        { q: 1, tags: ['a'] },
        { q: 5, tags: ['a', 'b'] },
        { q: 9, tags: [] },
      ],
    };
    const update = { $set: { 'items.$[big].large': true } };
    const arrayFilters = [{ 'big.q': { $gte: 5 } }];
    expect((await updated(before, update, { arrayFilters })).items).toEqual([
      before.items[0],
      { ...before.items[1], large: true },
      { ...before.items[2], large: true },
    ]);
    const nested = await updated(
      before,
      { $set: { 'items.$[].tags.$[t]': 'z' } },
      { arrayFilters: [{ t: 'a' }] },
    );
    expect(nested.items).toMatchObject([{ tags: ['z'] }, { tags: ['z', 'b'] }, { tags: [] }]);
  });
});

describe('refused updates', () => {
  const cases: [string, Document, Document, number][] = [
    ['an unknown operator', {}, { $frob: { a: 1 } }, 9],
    ['two changes of one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['a change of a path and of what is inside', {}, { $set: { a: {} }, $unset: { 'a.b': '' } }, 40],
    ['another _id', {}, { $set: { _id: 1 } }, 66],
    ['a field of a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
    ['a named field of an array', { a: [1] }, { $set: { 'a.b': 1 } }, 28],
    ['an increment of text', { a: 'x' }, { $inc: { a: 1 } }, 14],
    ['an increment by text', {}, { $inc: { a: 'x' } }, 14],
    ['a push to what is no array', { a: 1 }, { $push: { a: 1 } }, 2],
    ['an unknown clause of $push', {}, { $push: { a: { $each: [], $frob: 1 } } }, 2],
    ['a placeholder without a filter', { a: [1] }, { $set: { 'a.$[x]': 1 } }, 2],
    ['a positional change that met nothing', { a: [1] }, { $set: { 'a.$': 1 } }, 2],
  ];

  it.each(cases)('%s', async (_name, before, update, code) => {
    expect(await refusal(updated(before, update))).toMatchObject({ code });
  });

  it('names the unknown operator', async () => {
    const { message } = await refusal(updated({}, { $frob: { a: 1 } }));
    expect(message).toContain('$frob');
  });
});
