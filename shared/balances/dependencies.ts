import type { Fact } from '../events/fact.ts';
import type { WorkQueue } from '../kernel/work-queue.ts';
import type { CheckLedger } from './check-ledger.ts';
import type { ConfigStore } from './config-store.ts';
import type { InitiatorBook } from './initiator-book.ts';
import type { PollSchedule } from './poll-schedule.ts';
import type { BalanceRequest } from './request.ts';

/** What every part of the watch over balances needs; bound once per lambda. */
export interface BalanceDependencies {
  readonly configs: ConfigStore;
  readonly polls: PollSchedule;
  readonly checks: CheckLedger;
  readonly initiators: InitiatorBook;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Takes a saved fact that is to be published. */
  readonly tell: (fact: Fact) => void;
  /** Told when something that is made good later could not be done now. */
  readonly warn: (message: string, error: unknown) => void;
  /** What a partner's id is put behind to name its secret. */
  readonly partnerSecretPrefix: string;
}

export interface AskDependencies extends BalanceDependencies {
  readonly requests: WorkQueue<BalanceRequest>;
  /** Eight hexadecimal digits. */
  readonly random: () => string;
}
