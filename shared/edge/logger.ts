import { Logger } from '@aws-lambda-powertools/logger';
import { maskText } from '../kernel/mask.ts';

/** One per function. Whatever reaches a log line, phone numbers in it are masked. */
export const logger = new Logger({
  jsonReplacerFn: (_key, value: unknown) => (typeof value === 'string' ? maskText(value) : value),
});
