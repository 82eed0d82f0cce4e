import { maskText } from '../kernel/mask.ts';
import { majorNumber } from '../kernel/money.ts';
import type { Issue } from './decision.ts';

/** Issues as they leave us: amounts in major units, no phone number in clear. */
export const issuesReport = (issues: readonly Issue[]) =>
  issues.map(({ type, severity, message, evidence }) => ({
    type,
    severity,
    message: maskText(message),
    evidence: outside(evidence) as Record<string, unknown>,
  }));

/** `expectedMinor: 120050` becomes `expected: 1200.5`, at any depth. */
function outside(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(outside);
  if (typeof value !== 'object' || value === null) return value;
  if (isAmountConflict(value)) {
    return {
      ...value,
      values: value.values.map((told) => ({ ...told, value: majorNumber(Number(told.value)) })),
    };
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name.endsWith('Minor') && typeof member === 'number'
        ? [name.slice(0, -'Minor'.length), majorNumber(member)]
        : [name, outside(member)],
    ),
  );
}

/** What channels told of an amount is kept as text, whatever the field. */
const isAmountConflict = (value: object): value is { field: 'amount'; values: { value: string }[] } =>
  'field' in value && value.field === 'amount' && 'values' in value && Array.isArray(value.values);
