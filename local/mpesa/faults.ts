import * as z from 'zod/mini';

const products = ['stk', 'c2b', 'balance', 'status', 'b2c', 'reversal', 'pull'] as const;
export type Product = (typeof products)[number];

const expected = (text: string) => `expected ${text}`;
const probability = z
  .number(expected('a probability from 0 to 1'))
  .check(z.gte(0, expected('a probability from 0 to 1')), z.lte(1, expected('a probability from 0 to 1')));
const flag = z.boolean(expected('true or false'));
const product = z.enum(products, expected(`one of ${products.join(', ')}`));
const resultCode = z.pipe(
  z.union([z.int(), z.string().check(z.minLength(1))], expected('a result code of M-Pesa, such as "8006"')),
  z.transform(String),
);
const upToTenMinutes = expected('milliseconds from 0 to 600000');

/** How badly Safaricom behaves; what is absent behaves well. */
export const faultsSchema = z.strictObject(
  {
    /** Of callbacks: the share that is sent twice. */
    duplicate: z._default(probability, 0),
    /** Of callbacks: the share that is never sent. */
    drop: z._default(probability, 0),
    /** Callbacks overtake one another. */
    reorder: z._default(flag, false),
    /** Callbacks come so much later. */
    delay_ms: z._default(
      z.int(upToTenMinutes).check(z.gte(0, upToTenMinutes), z.lte(600_000, upToTenMinutes)),
      0,
    ),
    /** Of API requests: the share that meets spike arrest. */
    throttle: z._default(probability, 0),
    /** The tokens issued before are no longer taken. */
    token_expired: z._default(flag, false),
    /** Products whose results never come. */
    timeout: z._default(z.array(product, expected('an array of products')), []),
    /** Versions of C2B that no app has. */
    not_on_app: z._default(
      z.array(z.enum(['v1', 'v2'], expected('v1 or v2')), expected('an array of v1 and v2')),
      [],
    ),
    /** Products whose results bear this code. */
    result_code: z._default(
      z.partialRecord(product, resultCode, expected('an object: a result code by product')),
      {},
    ),
  },
  expected('an object'),
);

export type Faults = z.infer<typeof faultsSchema>;

export const noFaults: Faults = faultsSchema.parse({});

/** The faults in force; set anew as a whole. */
export interface FaultSwitch {
  now(): Faults;
  set(faults: Faults): void;
}

export function faultSwitch(): FaultSwitch {
  let faults = noFaults;
  return {
    now: () => faults,
    set: (next) => {
      faults = next;
    },
  };
}
