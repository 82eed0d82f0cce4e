import { MongoFault } from '../../faults.ts';
import { type Document, isDocument } from '../../values/documents.ts';
import { typeName } from '../../values/types.ts';
import { compileExpression } from '../expressions.ts';
import { compileAddition, compileProjection, compileRemoval } from '../projection.ts';
import type { Stage } from '../sub-pipelines.ts';

export const project: Stage = (source, spec, options) =>
  source.map(compileProjection(spec, 'project', options));

/** The projection of `find`, as a stage of its own that no client can name. */
export const findProjection: Stage = (source, spec, options) =>
  source.map(compileProjection(spec, 'find', options));

export const addFields: Stage = (source, spec, options) => source.map(compileAddition(spec, options));

export const unset: Stage = (source, spec, options) => {
  const fields = Array.isArray(spec) ? spec : [spec];
  if (!fields.every((field) => typeof field === 'string')) {
    throw new MongoFault(
      31002,
      '$unset specification must be a string or an array containing only string values',
    );
  }
  return source.map(compileRemoval(fields, options));
};

export const replaceWith: Stage = (source, spec, options) => {
  const newRoot = compileExpression(spec, options);
  return source.map((document: Document) => {
    const root = newRoot(document);
    if (isDocument(root)) return root;
    throw new MongoFault(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type ${typeName(root)}`,
    );
  });
};

export const replaceRoot: Stage = (source, spec, options) => {
  if (!isDocument(spec) || !('newRoot' in spec))
    throw new MongoFault(40231, 'no newRoot specified for the $replaceRoot stage');
  return replaceWith(source, spec.newRoot, options);
};
