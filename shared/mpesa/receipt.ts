import { asText } from './fields.ts';

const shape = /^[A-Za-z0-9]{4,30}$/;

/** A receipt number as M-Pesa writes it. Ten upper-case letters and digits as a rule, but its own documents break it. */
export function asReceipt(value: unknown): string | undefined {
  const text = asText(value);
  return text !== undefined && shape.test(text) ? text : undefined;
}
