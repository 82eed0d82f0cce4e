import { shortcode } from '../../shared/kernel/identifiers.ts';
import { parseNotices } from '../../shared/mpesa/parse-notices.ts';

const context = { hookShortcode: shortcode('600111'), queryId: 'q-1' };

/** What a body says that came to the result URL of the status query `q-1`, or to its timeout URL. */
export const parseStatus = (body: unknown, timeout = false) =>
  parseNotices('status', body, { ...context, timeout });

/** The one notice of a body that can be read. */
export function onlyNotice(body: unknown) {
  const parsed = parseStatus(body);
  if (!parsed.ok || !parsed.value[0]) throw new Error(JSON.stringify(parsed));
  return parsed.value[0];
}
