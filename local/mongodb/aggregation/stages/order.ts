import { MongoFault } from '../../faults.ts';
import { isNumberValue, toJs } from '../../numbers/numbers.ts';
import { type Document, isDocument } from '../../values/documents.ts';
import { sorted } from '../../values/sorting.ts';
import type { Stage } from '../sub-pipelines.ts';
import { lazily } from './group.ts';

export const sort: Stage = (source, spec) => {
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw new MongoFault(15976, '$sort stage must have at least one sort key');
  }
  sorted([], spec, (document: Document) => document);
  return lazily(source, (documents) => sorted(documents, spec, (document) => document));
};

/** @throws MongoFault for anything but a whole number of at least `least`. */
function wholeNumber(name: string, value: unknown, least: number): number {
  const number = isNumberValue(value) ? toJs(value) : Number.NaN;
  if (!Number.isInteger(number)) throw new MongoFault(14, `${name} takes a whole number`);
  if (number < least) throw new MongoFault(15958, `${name} must be at least ${least}, not ${number}`);
  return number;
}

export const limit: Stage = (source, spec) => source.take(wholeNumber('the limit', spec, 1));

export const skip: Stage = (source, spec) => source.drop(wholeNumber('the skip', spec, 0));

export const count: Stage = (source, spec) => {
  if (typeof spec !== 'string' || spec === '' || spec.startsWith('$') || spec.includes('.')) {
    throw new MongoFault(40156, 'the count field must be a non-empty string without $ and .');
  }
  return lazily(source, (documents) => (documents.length === 0 ? [] : [{ [spec]: documents.length }]));
};

/** So many documents by chance, none twice. */
export const sample: Stage = (source, spec) => {
  const size = wholeNumber('the size of $sample', isDocument(spec) ? spec.size : undefined, 1);
  return lazily(source, (documents) => {
    const drawn = documents.map((document) => ({ document, order: Math.random() }));
    return drawn
      .sort((a, b) => a.order - b.order)
      .slice(0, size)
      .map(({ document }) => document);
  });
};
