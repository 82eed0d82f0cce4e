/**
 * The body of a callback that we send ourselves after a deployment, to see that one comes through from the real URL to the
 * end. It never names a shortcode, and is not believed under a token that belongs to one.
 */
export const syntheticBody = (at: string): string => JSON.stringify({ SalioSyntheticNotice: at });

/** A body of this kind; anything longer is something else. */
const longestBytes = 200;

export function isSynthetic(body: string): boolean {
  return body.length <= longestBytes && /^\{"SalioSyntheticNotice":"[\w:.-]+"\}$/.test(body);
}
