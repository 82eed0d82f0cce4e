import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { faultsOf } from '../kernel/faults.ts';

// Without a language, zod/mini only says "Invalid input". By its own path, or a bundle gets all the languages: 250 KB.
z.config(en());

/** The environment is not what the function needs; lists every fault at once. */
class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the environment once, against a schema of the variables that a function needs.
 * Throws `EnvironmentError` naming each variable that is missing or wrong; values are never repeated.
 */
export function readEnvironment<Schema extends z.core.$ZodType>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>> = process.env,
): z.core.output<Schema> {
  const parsed = z.safeParse(schema, source);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error).map(({ field, message }) => `${field}: ${message}`);
  throw new EnvironmentError(`environment is wrong: ${faults.join('; ')}`);
}

/** A variable that holds JSON of the given shape. */
export const jsonVariable = <Schema extends z.core.$ZodType>(schema: Schema) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.issues.push({ code: 'custom', message: 'expected JSON', input: undefined });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );
