import { paymentId, type Receipt } from '../../shared/kernel/identifiers.ts';
import { sideBySide } from '../../shared/kernel/side-by-side.ts';
import type { Quarantine } from '../../shared/mpesa/quarantine.ts';
import type { TransactionLedger } from '../../shared/payments/transaction-ledger.ts';
import type {
  ReconciliationLedger,
  ReconciliationRecord,
} from '../../shared/reconciliation/reconciliation-ledger.ts';
import type { Played } from './play.ts';
import type { Fate } from './plots.ts';
import type { Expected } from './sample.ts';

/** One line of the comparison. */
export interface OutcomeLine {
  readonly outcome: string;
  readonly expected: number;
  readonly found: number;
}

export interface Comparison {
  readonly lines: readonly OutcomeLine[];
  /** What differs, one sentence each. */
  readonly differences: readonly string[];
  /** From accepted callback to saved decision, milliseconds. */
  readonly latenciesMs: readonly number[];
}

interface Needs {
  readonly expected: Expected;
  readonly played: readonly Played[];
  readonly reconciliations: Pick<ReconciliationLedger, 'read'>;
  readonly transactions: Pick<TransactionLedger, 'transactions'>;
  readonly quarantine: Pick<Quarantine, 'list'>;
}

/** Asks the system about everything the sample told it, and compares with what must have come of it. */
export async function compare(needs: Needs): Promise<Comparison> {
  const { expected, played } = needs;
  const found = await sideBySide(expected.payments, 16, ({ id }) =>
    needs.reconciliations.read(paymentId(id)),
  );
  const payments = expected.payments.map((own, at) => {
    const decision = found[at]?.state?.decision;
    return {
      id: own.id,
      story: own.story,
      expected: nameOf(own.status, own.issues),
      found: decision
        ? nameOf(
            decision.status,
            decision.issues.map(({ type }) => type),
          )
        : 'nothing',
    };
  });
  const transactions = await unallocated(needs);
  const quarantined = await quarantinedByReason(needs);
  const refused = played.filter(({ status }) => status !== 200);
  return {
    lines: [
      ...linesOf(
        payments.map((one) => one.expected),
        payments.map((one) => one.found),
      ),
      ...linesOf(
        transactions.map((one) => one.expected),
        transactions.map((one) => one.found),
      ),
      ...linesOf(
        Object.entries(expected.quarantined).flatMap(([reason, count]) =>
          times(count, `quarantined: ${reason}`),
        ),
        quarantined.map((reason) => `quarantined: ${reason}`),
      ),
    ],
    differences: [
      ...payments
        .filter((one) => one.expected !== one.found)
        .map((one) => `payment ${one.id} (${one.story}): expected ${one.expected}, found ${one.found}`),
      ...transactions
        .filter((one) => one.expected !== one.found)
        .map((one) => `receipt ${one.receipt}: expected ${one.expected}, found ${one.found}`),
      ...refused.map(
        ({ play, status }) => `a callback to ${play.channel} was answered ${status}, expected 200`,
      ),
    ],
    latenciesMs: latencies(played, new Map(expected.payments.map(({ id }, at) => [id, found[at]]))),
  };
}

const nameOf = (status: string, issues: readonly string[]): string =>
  issues.length === 0 ? status : `${status}: ${issues.toSorted().join(', ')}`;

const fates: Readonly<Record<Fate, string>> = {
  matched: 'money with a payment',
  unmatched: 'money unmatched, people told',
  ignored: 'money that nobody expects',
};

async function unallocated({ expected, transactions }: Needs) {
  const own = expected.transactions;
  const keys = own.map(({ receipt }) => ({ receipt: receipt as Receipt, kind: 'payment' }) as const);
  const heads = new Map((await transactions.transactions(keys)).map((head) => [String(head.receipt), head]));
  return own.map(({ receipt, fate }) => {
    const head = heads.get(receipt);
    const told = head?.toldUnmatchedAt === undefined ? fates.ignored : fates.unmatched;
    const found = head && head.allocations.length > 0 ? fates.matched : told;
    return { receipt, expected: fates[fate], found: head ? found : 'nothing' };
  });
}

const quarantinedByReason = async ({ quarantine }: Needs): Promise<readonly string[]> =>
  (await quarantine.list({ limit: 1_000 })).map(({ reason }) => reason);

const times = (count: number, text: string): readonly string[] => Array.from({ length: count }, () => text);

function linesOf(expected: readonly string[], found: readonly string[]): readonly OutcomeLine[] {
  const count = (all: readonly string[], outcome: string) => all.filter((one) => one === outcome).length;
  return [...new Set([...expected, ...found])]
    .sort()
    .map((outcome) => ({ outcome, expected: count(expected, outcome), found: count(found, outcome) }));
}

/** Of each payment that was told of once and decided once: then it is clear which callback a decision followed. */
function latencies(
  played: readonly Played[],
  found: ReadonlyMap<string, ReconciliationRecord | undefined>,
): readonly number[] {
  const byPayment = Map.groupBy(played, ({ play }) => play.paymentId);
  return [...byPayment].flatMap(([id, [first, ...others]]) => {
    const state = found.get(id ?? '')?.state;
    if (!first || state?.lastEvent?.version !== 1 || others.length > 0) return [];
    return [Math.max(0, state.decidedAt - first.acceptedAt)];
  });
}
