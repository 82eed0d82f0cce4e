import { z } from 'zod';

export const text = z.string().min(1);

export const whole = (least: number, most: number) => z.int().min(least).max(most);

/** A list without repetition: a value given twice would name two resources alike, or be refused during a deployment. */
export const eachOnce = <Item extends z.ZodType<string>>(list: z.ZodArray<Item>) =>
  list
    .refine((items) => new Set(items.map((item) => item.toLowerCase())).size === items.length, {
      error: 'expected each only once',
    })
    .meta({ uniqueItems: true });
