import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runFind, runPipeline, type Surroundings } from '../../../local/mongodb/aggregation/pipeline.ts';
import type { Document } from '../../../local/mongodb/values/documents.ts';
import { aBsonDocument } from './a-bson-value.ts';

/** Freezes documents and arrays, so that changing them throws. */
function frozen<T>(value: T): T {
  if (
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
  ) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

const STAGES: readonly Document[] = [
  { $project: { 'a.b': 0, c: 0 } },
  { $project: { 'a.b': 1, x: { $concat: ['x', 'y'] } } },
  { $project: { 'a.x': { $literal: 1 } } },
  { $addFields: { 'a.b': 1, 'c.d.e': '$a', b: '$missing' } },
  { $unset: ['a.b', 'b.c'] },
  { $unwind: { path: '$a', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
  { $unwind: { path: '$a.b', preserveNullAndEmptyArrays: true, includeArrayIndex: 'b.i' } },
  {
    $group: {
      _id: '$a',
      all: { $push: '$$ROOT' },
      set: { $addToSet: '$b' },
      merged: { $mergeObjects: { x: '$c' } },
    },
  },
  { $sort: { a: 1, 'b.c': -1 } },
  { $facet: { one: [{ $unset: 'a.b' }], two: [{ $addFields: { 'a.c': 1 } }] } },
  { $lookup: { from: 'others', localField: 'a', foreignField: 'b', as: 'a.joined' } },
  { $replaceWith: { a: '$a', b: { $mergeObjects: [{ a: 1 }, { b: '$b' }] } } },
  { $match: { $or: [{ 'a.b': { $gte: 1 } }, { b: null }, { $expr: { $gt: ['$a', '$b'] } }] } },
];

const surroundingsOf = (others: Document[]): Surroundings => ({ documentsOf: () => others, variables: {} });

describe('pipelines', () => {
  it('never change the documents they are given', () => {
    const documents = fc.array(aBsonDocument(), { maxLength: 6 }).map(frozen);
    fc.assert(
      fc.property(
        documents,
        fc.array(fc.constantFrom(...STAGES), { minLength: 1, maxLength: 3 }),
        (given, pipeline) => {
          runPipeline(given, pipeline, surroundingsOf(given));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('give documents that pass through unchanged by reference, so that they can be written back', () => {
    const given = [
      { _id: 1, a: 2 },
      { _id: 2, a: 1 },
    ];
    const found = runFind(given, { filter: { a: { $gt: 0 } }, sort: { a: 1 }, limit: 2 }, surroundingsOf([]));
    expect(found[0]).toBe(given[1]);
  });

  it('read the variables of the command', () => {
    const surroundings = { documentsOf: () => [], variables: { least: 2 } };
    const filter = { $expr: { $gte: ['$a', '$$least'] } };
    expect(runFind([{ a: 1 }, { a: 2 }], { filter }, surroundings)).toEqual([{ a: 2 }]);
  });
});
