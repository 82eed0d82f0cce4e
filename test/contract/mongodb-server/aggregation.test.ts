import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long } from 'bson';
import type { Document } from 'mongodb';
import { refusal } from './server-under-test.ts';
import { shopUnderTest } from './shop-items.ts';

const server = shopUnderTest();

const plain = (pipeline: Document[], name = 'items'): Promise<Document[]> =>
  server.db.collection(name).aggregate(pipeline).toArray();

describe('stages', () => {
  const cases: [string, Document[], Document[]][] = [
    [
      '$match, $sort, $skip, $limit and $project',
      [
        { $match: { shop: 'A' } },
        { $sort: { _id: -1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $project: { shop: 1 } },
      ],
      [{ _id: 1, shop: 'A' }],
    ],
    ['$count', [{ $match: { shop: 'A' } }, { $count: 'n' }], [{ n: 2 }]],
    ['$count of nothing', [{ $match: { shop: 'Z' } }, { $count: 'n' }], []],
    [
      '$group in total',
      [{ $group: { _id: null, n: { $sum: 1 }, first: { $first: '$shop' }, last: { $last: '$shop' } } }],
      [{ _id: null, n: 4, first: 'A', last: 'C' }],
    ],
    [
      '$group with sets and lists',
      [
        { $group: { _id: '$shop', ids: { $push: '$_id' }, max: { $max: '$_id' }, min: { $min: '$_id' } } },
        { $sort: { _id: 1 } },
        { $limit: 1 },
      ],
      [{ _id: 'A', ids: [1, 3], max: 3, min: 1 }],
    ],
    [
      '$unwind',
      [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
      [
        { _id: 1, tags: 'x' },
        { _id: 1, tags: 'y' },
        { _id: 3, tags: 'y' },
      ],
    ],
    [
      '$unwind that keeps what is empty',
      [
        { $unwind: { path: '$lines', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $project: { lines: 1, i: 1 } },
      ],
      [
        { _id: 1, lines: { q: 1 }, i: 0 },
        { _id: 1, lines: { q: 2 }, i: 1 },
        { _id: 2, i: null },
        { _id: 3, i: null },
        { _id: 4, i: null },
      ],
    ],
    [
      '$addFields and $unset',
      [
        { $match: { _id: 1 } },
        { $addFields: { 'lines.z': '$shop', 'new.deep': 1 } },
        { $unset: ['amount', 'at', 'tags', 'lines.q'] },
      ],
      [{ _id: 1, shop: 'A', lines: [{ z: 'A' }, { z: 'A' }], new: { deep: 1 } }],
    ],
    [
      '$replaceRoot',
      [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: { id: '$_id', nothing: '$missing' } } }],
      [{ id: 1 }],
    ],
    ['$sortByCount', [{ $sortByCount: '$shop' }, { $limit: 1 }], [{ _id: 'A', count: 2 }]],
    [
      '$facet',
      [{ $facet: { all: [{ $count: 'n' }], b: [{ $match: { shop: 'B' } }, { $project: { shop: 1 } }] } }],
      [{ all: [{ n: 4 }], b: [{ _id: 2, shop: 'B' }] }],
    ],
    [
      '$bucket',
      [{ $bucket: { groupBy: '$_id', boundaries: [1, 3, 4], default: 'rest' } }],
      [
        { _id: 1, count: 2 },
        { _id: 3, count: 1 },
        { _id: 'rest', count: 1 },
      ],
    ],
    [
      '$lookup by equality',
      [
        { $match: { _id: { $in: [2, 4] } } },
        { $lookup: { from: 'shops', localField: 'shop', foreignField: 'code', as: 'shops' } },
        { $project: { shops: '$shops.name' } },
      ],
      [
        { _id: 2, shops: ['Bidii'] },
        { _id: 4, shops: [] },
      ],
    ],
    [
      '$lookup by pipeline',
      [
        { $match: { _id: 1 } },
        {
          $lookup: {
            from: 'shops',
            let: { s: '$shop' },
            pipeline: [{ $match: { $expr: { $ne: ['$code', '$$s'] } } }],
            as: 'others',
          },
        },
        { $project: { 'others.name': 1 } },
      ],
      [{ _id: 1, others: [{ name: 'Bidii' }] }],
    ],
    [
      '$unionWith',
      [
        { $match: { _id: 4 } },
        { $unionWith: { coll: 'shops', pipeline: [{ $match: { _id: 1 } }] } },
        { $project: { name: 1 } },
      ],
      [{ _id: 4 }, { _id: 1, name: 'Acme' }],
    ],
    ['$sample', [{ $sample: { size: 99 } }, { $count: 'n' }], [{ n: 4 }]],
  ];

  it.each(cases)('%s', async (_name, pipeline, expected) => {
    expect(await plain(pipeline)).toEqual(expected);
  });

  it('leave the documents as they are', async () => {
    const before = await plain([]);
    for (const [, pipeline] of cases) await plain(pipeline);
    expect(await plain([])).toEqual(before);
  });

  it('group by a value whatever the kind of number or the order of arrival', async () => {
    const values = [1, new Double(1), Long.fromNumber(1), Decimal128.fromString('1.00'), '1', 2];
    await server.db.collection('kinds').insertMany(values.map((v) => ({ v })));
    const groups = await plain(
      [{ $group: { _id: '$v', n: { $sum: 1 } } }, { $sort: { n: -1, _id: 1 } }],
      'kinds',
    );
    expect(groups).toEqual([
      { _id: 1, n: 4 },
      { _id: 2, n: 1 },
      { _id: '1', n: 1 },
    ]);
  });
});

describe('what it does not know', () => {
  const cases: [string, Document[], number, string][] = [
    ['a stage', [{ $frob: {} }], 40324, "Unrecognized pipeline stage name: '$frob'"],
    ['a stage inside a facet', [{ $facet: { a: [{ $frob: {} }] } }], 40324, '$frob'],
    [
      'a stage inside a look-up',
      [{ $lookup: { from: 'shops', pipeline: [{ $frob: {} }], as: 'a' } }],
      40324,
      '$frob',
    ],
    ['an expression', [{ $project: { a: { $frob: 1 } } }], 168, "Unrecognized expression '$frob'"],
    [
      'an expression deep inside',
      [{ $addFields: { a: { $cond: [true, { b: [{ $frob: 1 }] }, 1] } } }],
      168,
      '$frob',
    ],
    ['an accumulator', [{ $group: { _id: 1, a: { $frob: 1 } } }], 15952, "unknown group operator '$frob'"],
    ['a query operator', [{ $match: { a: { $frob: 1 } } }], 2, 'unknown operator: $frob'],
    ['two names in one stage', [{ $match: {}, $limit: 1 }], 40323, 'exactly one field'],
  ];

  it.each(cases)(
    '%s is refused by name, even where there are no documents',
    async (_name, pipeline, code, text) => {
      for (const name of ['items', 'no items']) {
        const error = await refusal(plain(pipeline, name));
        expect(error.code).toBe(code);
        expect(error.message).toContain(text);
      }
    },
  );
});
