import { Double, deserialize, Int32, serialize } from 'bson';

/**
 * A decoded BSON document. Values are what `bson` makes of them, with numbers as they are quickest to work with and still exact:
 *
 * - Int32 → a JavaScript integer within 32 bits
 * - Double → any other JavaScript number; a double that looks like an Int32 (1500.0) stays a `Double`
 * - Long, Decimal128, Binary, ObjectId, Timestamp, BSONRegExp … → their `bson` classes
 *
 * so that encoding gives back the types that came in. Documents are shared between readers and never changed in place. Fields
 * named like whole numbers come first, as JavaScript orders them; of two fields of one name the last counts.
 */
export type Document = { [field: string]: unknown };

/** A plain document, as opposed to an array, a date or one of bson's classes. */
export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The name of the `bson` class of a value (`ObjectId`, `Long`, …), if it is one. */
export function bsonClass(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { readonly _bsontype?: string })._bsontype
    : undefined;
}

/** True for the JavaScript numbers that stand for an Int32. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** A double, as it is represented here. */
export function double(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** @throws BSONError when the bytes are not one whole document. */
export function decode(bytes: Uint8Array): Document {
  return plainNumbers(deserialize(bytes, { promoteValues: false, bsonRegExp: true })) as Document;
}

/** Undefined fields are left out: MongoDB has "missing" where JavaScript has undefined. */
export function encode(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: true });
}

function plainNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Int32) return value.value;
  if (value instanceof Double) return isInt32(value.value) ? value : value.value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = plainNumbers(value[i]);
  } else if (isDocument(value)) {
    for (const field in value) {
      const inner = value[field];
      if (typeof inner === 'object' && inner !== null) value[field] = plainNumbers(inner);
    }
  }
  return value;
}
