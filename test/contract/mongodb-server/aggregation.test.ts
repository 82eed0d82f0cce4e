import { beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long } from 'bson';
import type { Document } from 'mongodb';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

type Row = Document & { readonly _id: number };

const ITEMS: readonly Row[] = [
  {
    _id: 1,
    shop: 'A',
    amount: Decimal128.fromString('0.10'),
    at: new Date('2026-11-20T21:30:00Z'),
    tags: ['x', 'y'],
    lines: [{ q: 1 }, { q: 2 }],
  },
  {
    _id: 2,
    shop: 'B',
    amount: Decimal128.fromString('0.20'),
    at: new Date('2026-11-20T12:00:00Z'),
    tags: [],
    lines: [],
  },
  {
    _id: 3,
    shop: 'A',
    amount: Decimal128.fromString('0.30'),
    at: new Date('2026-11-21T00:00:00Z'),
    tags: ['y'],
  },
  { _id: 4, shop: 'C', amount: null, at: null },
];

const aggregate = (pipeline: Document[], name = 'items'): Promise<Document[]> =>
  server.db.collection(name).aggregate(pipeline, { promoteValues: false }).toArray();

const plain = (pipeline: Document[], name = 'items'): Promise<Document[]> =>
  server.db.collection(name).aggregate(pipeline).toArray();

beforeAll(async () => {
  await server.db.collection<Row>('items').insertMany([...ITEMS]);
  await server.db.collection<Row>('shops').insertMany([
    { _id: 1, code: 'A', name: 'Acme' },
    { _id: 2, code: 'B', name: 'Bidii' },
  ]);
});

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

describe('exact numbers', () => {
  it('sum and average decimals without a rounding error', async () => {
    const [total] = await aggregate([
      {
        $group: {
          _id: null,
          sum: { $sum: '$amount' },
          average: { $avg: '$amount' },
          max: { $max: '$amount' },
        },
      },
    ]);
    expect(String(total?.sum)).toBe('0.60');
    expect(String(total?.average)).toBe('0.20');
    expect(String(total?.max)).toBe('0.30');
  });

  it('keep 34 digits, and the widest kind that took part', async () => {
    const long = Decimal128.fromString('1234567890123456789012345678901.234');
    const [row] = await aggregate([
      { $limit: 1 },
      {
        $project: {
          decimal: { $add: [long, Decimal128.fromString('0.001')] },
          text: { $toDecimal: '12345678901234567890.10' },
          third: { $divide: [Decimal128.fromString('1'), 3] },
          overflow: { $add: [2147483647, 1] },
          long: { $multiply: [Long.fromString('3037000499'), 3] },
          double: { $add: [1, new Double(1)] },
          quotient: { $divide: [6, 3] },
          rounded: { $round: [Decimal128.fromString('2.345'), 2] },
          floored: { $floor: -1.5 },
          rest: { $mod: [-7, 3] },
        },
      },
    ]);
    expect(row).toMatchObject({
      overflow: Long.fromString('2147483648'),
      long: Long.fromString('9111001497'),
      double: new Double(2),
      quotient: new Double(2),
      floored: new Double(-2),
    });
    const texts = [row?.decimal, row?.text, row?.third, row?.rounded].map(String);
    expect(texts).toEqual([
      '1234567890123456789012345678901.235',
      '12345678901234567890.10',
      '0.3333333333333333333333333333333333',
      '2.34',
    ]);
    expect(Number(row?.rest)).toBe(-1);
  });

  it('add doubles as precisely as MongoDB does', async () => {
    await server.db.collection('doubles').insertMany([1e100, 1.5, -1e100, 0.1, 0.2].map((v) => ({ v })));
    const [{ sum } = {}] = await plain([{ $group: { _id: null, sum: { $sum: '$v' } } }], 'doubles');
    expect(sum).toBeCloseTo(1.8, 12);
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
