import { bsonClass, isInt32 } from './documents.ts';

/** BSON's comparison order of types; types with the same rank are compared by value. */
export const RANKS = {
  minKey: 0,
  missing: 1,
  null: 2,
  number: 3,
  string: 4,
  document: 5,
  array: 6,
  binary: 7,
  objectId: 8,
  bool: 9,
  date: 10,
  timestamp: 11,
  regex: 12,
  code: 13,
  maxKey: 14,
} as const;

const CLASSES: Readonly<Record<string, { readonly name: string; readonly rank: number }>> = {
  MinKey: { name: 'minKey', rank: RANKS.minKey },
  Double: { name: 'double', rank: RANKS.number },
  Long: { name: 'long', rank: RANKS.number },
  Decimal128: { name: 'decimal', rank: RANKS.number },
  BSONSymbol: { name: 'symbol', rank: RANKS.string },
  DBRef: { name: 'object', rank: RANKS.document },
  Binary: { name: 'binData', rank: RANKS.binary },
  ObjectId: { name: 'objectId', rank: RANKS.objectId },
  Timestamp: { name: 'timestamp', rank: RANKS.timestamp },
  BSONRegExp: { name: 'regex', rank: RANKS.regex },
  Code: { name: 'javascript', rank: RANKS.code },
  MaxKey: { name: 'maxKey', rank: RANKS.maxKey },
};

/** The place of a value's type in BSON's order. Values of different ranks never match each other in a range filter. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return RANKS.number;
    case 'string':
      return RANKS.string;
    case 'boolean':
      return RANKS.bool;
    case 'undefined':
      return RANKS.missing;
    default:
      if (value === null) return RANKS.null;
      if (Array.isArray(value)) return RANKS.array;
      if (value instanceof Date) return RANKS.date;
      return CLASSES[bsonClass(value) ?? '']?.rank ?? RANKS.document;
  }
}

/** The type's name as `$type` gives it; `missing` for undefined. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'undefined':
      return 'missing';
    default:
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      if (value instanceof Date) return 'date';
      return CLASSES[bsonClass(value) ?? '']?.name ?? 'object';
  }
}

/** BSON's type numbers, as `$type` and `$convert` take them. */
export const TYPE_NUMBERS: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  14: 'symbol',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};
