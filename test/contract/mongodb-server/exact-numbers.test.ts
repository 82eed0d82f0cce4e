import { describe, expect, it } from '@jest/globals';
import { Decimal128, Double, Long } from 'bson';
import type { Document } from 'mongodb';
import { shopUnderTest } from './shop-items.ts';

const server = shopUnderTest();

const aggregate = (pipeline: Document[], name = 'items'): Promise<Document[]> =>
  server.db.collection(name).aggregate(pipeline, { promoteValues: false }).toArray();

const plain = (pipeline: Document[], name = 'items'): Promise<Document[]> =>
  server.db.collection(name).aggregate(pipeline).toArray();

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
