import * as z from 'zod/mini';

/** What every fact has beside its data. */
export const factSchema = <const Type extends string, Data extends z.ZodMiniType>(type: Type, data: Data) =>
  z.object({
    type: z.literal(type),
    schema: z.literal(1),
    /** `<aggregate>#<version>`, or another name for what is told once: the same fact published twice has the same id. */
    id: z.string(),
    aggregate: z.string(),
    version: z.int(),
    /** Epoch milliseconds. */
    at: z.int(),
    data,
  });
