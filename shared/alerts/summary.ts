/** Facts that are told in one message, oldest first. */
export interface Summary<Fact extends { readonly at: number }> {
  readonly facts: readonly Fact[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `in the last minute`, `in the last 12 minutes`: since the oldest of them. */
export function sinceInWords(facts: Summary<{ readonly at: number }>['facts'], now: number): string {
  const oldest = facts.reduce((least, { at }) => Math.min(least, at), now);
  const passed = Math.max(1, Math.ceil((now - oldest) / 60_000));
  if (passed === 1) return 'in the last minute';
  return passed <= 120 ? `in the last ${passed} minutes` : `in the last ${Math.ceil(passed / 60)} hours`;
}

/** Of a summary, so many are listed. */
export const listed = 5;
