import * as z from 'zod/mini';

/**
 * A schema for every member of a noun: a member that the noun gains or loses is then missed here by the compiler, and not
 * by those whose data is dropped when it is read.
 */
export type Fields<Noun> = { readonly [Member in keyof Noun]-?: z.core.$ZodType };

/** Text that is known to be an identifier of ours, since we wrote it. */
export const identifier = <Id extends string>() => z.string() as unknown as z.ZodMiniType<Id>;

/** A member that may be absent. */
export const maybe = z.exactOptional;
