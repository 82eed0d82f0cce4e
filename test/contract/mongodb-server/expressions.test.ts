import { beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Long, ObjectId } from 'bson';
import type { Document } from 'mongodb';
import { refusal, serverUnderTest } from './server-under-test.ts';

const server = serverUnderTest();

const HEX = '65a1b2c3d4e5f60718293a4b';

beforeAll(async () => {
  await server.db.collection<Document & { readonly _id: number }>('one').insertOne({
    _id: 1,
    text: 'Käse 1,500.00',
    list: [3, 1, 2, 3],
    rows: [
      { k: 'a', v: 1 },
      { k: 'b', v: 2 },
    ],
    at: new Date('2026-11-20T21:30:45.678Z'),
    nothing: null,
    zero: Decimal128.fromString('0.0'),
  });
});

async function computed(expression: unknown): Promise<unknown> {
  const [row] = await server.db
    .collection('one')
    .aggregate([{ $project: { _id: 0, value: expression } }])
    .toArray();
  return row?.value;
}

const shown = (value: unknown): unknown =>
  value instanceof Date
    ? value.toISOString()
    : typeof value === 'object' && value !== null && '_bsontype' in value
      ? String(value)
      : value;

const CASES: readonly (readonly [unknown, unknown])[] = [
  // Comparison and logic
  [{ $cmp: ['$missing', null] }, -1],
  [{ $gt: ['$at', '$text'] }, true],
  [{ $eq: [1, Long.fromNumber(1)] }, true],
  [{ $and: ['$zero', true] }, false],
  [{ $not: ['$nothing'] }, true],
  [{ $cond: [{ $gte: ['$list', []] }, 'yes', 'no'] }, 'yes'],
  [{ $cond: ['$zero', { $divide: [1, '$zero'] }, 'no'] }, 'no'],
  // biome-ignore lint/suspicious/noThenProperty: MongoDB's own name
  [{ $switch: { branches: [{ case: '$zero', then: 1 }], default: 2 } }, 2],
  [{ $ifNull: ['$missing', '$nothing', 'else'] }, 'else'],
  // Conversion
  [{ $toDecimal: '1500.00' }, '1500.00'],
  [{ $toDecimal: 0.1 }, '0.100000000000000'],
  [{ $toLong: '9007199254740993' }, 9007199254740993n.toString()],
  [{ $toInt: 12.9 }, 12],
  [{ $toDouble: Decimal128.fromString('2.5') }, 2.5],
  [{ $toString: Decimal128.fromString('1.10') }, '1.10'],
  [{ $toObjectId: HEX }, HEX],
  [{ $toString: new ObjectId(HEX) }, HEX],
  [{ $toDate: '2026-11-20T08:00:00' }, '2026-11-20T08:00:00.000Z'],
  [{ $toBool: '$zero' }, false],
  [{ $convert: { input: '1,500', to: 'decimal', onError: 'unreadable' } }, 'unreadable'],
  [{ $convert: { input: '$missing', to: 'int', onNull: 0 } }, 0],
  [{ $type: '$zero' }, 'decimal'],
  [{ $type: '$missing' }, 'missing'],
  [{ $isNumber: '$zero' }, true],
  // Text
  [{ $toUpper: '$text' }, 'KÄSE 1,500.00'],
  [{ $toLower: '$missing' }, ''],
  [{ $substrCP: ['$text', 1, 3] }, 'äse'],
  [{ $substrBytes: ['$text', 0, 3] }, 'Kä'],
  [{ $substr: ['$text', 0, 100] }, 'Käse 1,500.00'],
  [{ $strLenBytes: '$text' }, 14],
  [{ $strLenCP: ['$text'] }, 13],
  [{ $split: ['$text', ' '] }, ['Käse', '1,500.00']],
  [{ $trim: { input: '  a ' } }, 'a'],
  [{ $replaceAll: { input: '$text', find: ',', replacement: '' } }, 'Käse 1500.00'],
  [{ $concat: ['$text', null] }, null],
  [{ $regexMatch: { input: '$text', regex: /^KÄSE/i } }, true],
  [
    { $regexFind: { input: '$text', regex: '(\\d),(\\d+)' } },
    { match: '1,500', idx: 5, captures: ['1', '500'] },
  ],
  [
    { $regexFindAll: { input: 'aXbX', regex: 'x', options: 'i' } },
    [
      { match: 'X', idx: 1, captures: [] },
      { match: 'X', idx: 3, captures: [] },
    ],
  ],
  [{ $strcasecmp: ['abc', 'ABD'] }, -1],
  // Arrays, sets, documents
  [{ $sum: '$list' }, 9],
  [{ $avg: ['$list', 4] }, 4],
  [{ $max: '$list' }, 3],
  [{ $size: ['$list'] }, 4],
  [{ $arrayElemAt: ['$list', -1] }, 3],
  [{ $slice: ['$list', 1, 2] }, [1, 2]],
  [{ $first: '$list' }, 3],
  [{ $in: [Long.fromNumber(2), '$list'] }, true],
  [{ $setUnion: ['$list', [Long.fromNumber(1), 9]] }, [3, 1, 2, 9]],
  [{ $setIntersection: ['$list', [3, 9]] }, [3]],
  [{ $setDifference: ['$list', [3]] }, [1, 2]],
  [{ $setEquals: ['$list', [1, 2, 3]] }, true],
  [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 3, 2, 1]],
  [{ $map: { input: '$rows', as: 'r', in: '$$r.v' } }, [1, 2]],
  [{ $filter: { input: '$list', cond: { $gt: ['$$this', 2] } } }, [3, 3]],
  [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 9],
  [{ $arrayToObject: '$rows' }, { a: 1, b: 2 }],
  [{ $objectToArray: { x: 1 } }, [{ k: 'x', v: 1 }]],
  [{ $mergeObjects: [{ a: 1 }, '$nothing', { b: 2 }] }, { a: 1, b: 2 }],
  [{ $let: { vars: { n: 2 }, in: { $multiply: ['$$n', 3] } } }, 6],
  [{ $literal: '$text' }, '$text'],
  ['$rows.v', [1, 2]],
  // Dates
  [{ $hour: '$at' }, 21],
  [{ $hour: { date: '$at', timezone: 'Africa/Nairobi' } }, 0],
  [{ $dayOfMonth: { date: '$at', timezone: '+03:00' } }, 21],
  [{ $dayOfWeek: '$at' }, 6],
  [{ $dayOfYear: '$at' }, 324],
  [{ $isoWeek: '$at' }, 47],
  [{ $year: '$nothing' }, null],
  [{ $dateToString: { date: '$at', format: '%Y-%m-%d', timezone: 'Africa/Nairobi' } }, '2026-11-21'],
  [{ $dateToString: { date: '$at' } }, '2026-11-20T21:30:45.678Z'],
  [
    { $dateToString: { date: '$at', format: '%H:%M:%S.%L %z %j %%', timezone: 'Africa/Nairobi' } },
    '00:30:45.678 +0300 325 %',
  ],
  [{ $dateTrunc: { date: '$at', unit: 'day', timezone: 'Africa/Nairobi' } }, '2026-11-20T21:00:00.000Z'],
  [{ $dateTrunc: { date: '$at', unit: 'hour', binSize: 6 } }, '2026-11-20T18:00:00.000Z'],
  [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } }, '2026-11-16T00:00:00.000Z'],
  [{ $dateTrunc: { date: '$at', unit: 'quarter' } }, '2026-10-01T00:00:00.000Z'],
  [
    { $dateAdd: { startDate: new Date('2026-01-31T10:00:00Z'), unit: 'month', amount: 1 } },
    '2026-02-28T10:00:00.000Z',
  ],
  [{ $dateSubtract: { startDate: '$at', unit: 'hour', amount: 22 } }, '2026-11-19T23:30:45.678Z'],
  [
    {
      $dateDiff: {
        startDate: new Date('2026-11-20T23:00:00Z'),
        endDate: new Date('2026-11-21T01:00:00Z'),
        unit: 'day',
      },
    },
    1,
  ],
  [
    { $dateFromString: { dateString: '2026-11-20T00:00:00', timezone: 'Africa/Nairobi' } },
    '2026-11-19T21:00:00.000Z',
  ],
  [{ $subtract: ['$at', new Date('2026-11-20T21:30:45.000Z')] }, 678],
  [{ $add: ['$at', 322] }, '2026-11-20T21:30:46.000Z'],
];

describe('expressions', () => {
  it.each(CASES.map(([expression, expected]) => [JSON.stringify(expression), expression, expected] as const))(
    '%s',
    async (_text, expression, expected) => {
      expect(shown(await computed(expression))).toEqual(expected);
    },
  );

  it('leave out what is missing', async () => {
    expect(
      await server.db
        .collection('one')
        .aggregate([{ $project: { _id: 0, a: '$missing', b: { c: '$missing' } } }])
        .toArray(),
    ).toEqual([{ b: {} }]);
  });

  const refused: readonly (readonly [unknown, number])[] = [
    [{ $divide: ['$_id', 0] }, 16608],
    [{ $convert: { input: '$text', to: 'decimal' } }, 241],
    [{ $toInt: '2147483648' }, 241],
    [{ $dateToString: { date: '$at', timezone: 'Mars/Olympus' } }, 40485],
    [{ $add: ['$at', '$at'] }, 16612],
  ];

  it.each(refused.map(([expression, code]) => [JSON.stringify(expression), expression, code] as const))(
    'refuse %s',
    async (_text, expression, code) => {
      const error = await refusal(computed(expression));
      // A real server wraps what fails while it executes; it then names the cause in the message.
      expect([code, 2]).toContain(error.code);
    },
  );
});
