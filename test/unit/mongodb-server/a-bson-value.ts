import { Binary, Decimal128, Double, Long, ObjectId } from 'bson';
import fc from 'fast-check';

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double(),
  fc.integer({ min: -5, max: 5 }).map((value) => new Double(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.integer({ min: -5, max: 5 }).map((value) => Long.fromNumber(value)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -30, max: 30 }))
    .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`)),
  fc.constantFrom('0.5', '1.00', '-0.0', '1E+1', '2.50').map((text) => Decimal128.fromString(text)),
  fc.constantFrom(0.5, 2.5, 0.1, 2 ** 53, -0, Number.NaN, Number.POSITIVE_INFINITY),
);

const scalar = fc.oneof(
  { weight: 4, arbitrary: number },
  fc.string({ unit: 'grapheme', maxLength: 3 }),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.constantFrom('65a1b2c3d4e5f60718293a4b', '65a1b2c3d4e5f60718293a4c').map((hex) => new ObjectId(hex)),
  fc.uint8Array({ maxLength: 2 }).map((bytes) => new Binary(Buffer.from(bytes))),
);

const field = fc.constantFrom('a', 'b', 'c');

/** Any number that BSON has, many of them near or equal to one another. */
export const aBsonNumber = () => number;

/** Any value, up to two levels deep. */
export const aBsonValue = () =>
  fc.oneof(
    { weight: 3, arbitrary: scalar },
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(field, fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  );

/** A document with a few fields of any kind, so that documents often share them. */
export const aBsonDocument = () => fc.dictionary(field, aBsonValue(), { maxKeys: 3, noNullPrototype: true });
