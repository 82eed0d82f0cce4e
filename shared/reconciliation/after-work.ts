import { factTeller } from '../events/fact-teller.ts';
import type { FactBus, Outbox } from '../events/outbox.ts';
import type { Tally } from './dependencies.ts';
import type { Statistics } from './statistics.ts';

interface Needs {
  readonly outbox: Outbox;
  readonly bus: FactBus;
  readonly statistics: Statistics;
  readonly clock: () => number;
  /** Told of an effect that could not be had now. */
  readonly warn: (message: string, error: unknown) => void;
}

/**
 * What a batch leaves to be done once for all of it: its facts are published together, its reconciliations counted
 * together. Both may fail without harm: the facts are in the outbox, and the figures are figures.
 */
export function afterWork({ outbox, bus, statistics, clock, warn }: Needs) {
  const facts = factTeller({ outbox, bus, warn });
  let outcomes: Tally[] = [];

  async function count(batch: readonly Tally[]): Promise<void> {
    if (batch.length === 0) return;
    const of = (outcome: Tally['outcome']) => batch.filter((each) => each.outcome === outcome).length;
    try {
      await statistics.add({
        processed: batch.length,
        failed: of('failed'),
        discrepancies: of('discrepancy'),
        processingMs: batch.reduce((sum, { processingMs }) => sum + processingMs, 0),
        at: clock(),
      });
    } catch (error) {
      warn('statistics not saved', error);
    }
  }

  return {
    tell: facts.tell,
    tally: (outcome: Tally): void => {
      outcomes.push(outcome);
    },
    async finish(): Promise<void> {
      const counted = outcomes;
      outcomes = [];
      await Promise.all([facts.publish(), count(counted)]);
    },
  };
}
