import type { CheckoutRequestId } from '../../kernel/identifiers.ts';
import type { AttemptNotice, Notice, TransactionNotice } from '../../mpesa/notice.ts';
import type { Allocation, TransactionHead, TransactionKey } from '../../payments/transaction.ts';
import {
  assertWithinAmount,
  isGivenBeside,
  nextHead,
  nextWaiting,
  sharesOf,
  type Waiting,
  waitingKeys,
} from '../../payments/transaction-head.ts';
import type { KeptNotice, TransactionLedger } from '../../payments/transaction-ledger.ts';
import type { Link } from '../../reconciliation/reconciliation-ledger.ts';
import { entryOf, type MemoryStore } from './store.ts';

/** Notices, heads, attempts and links in memory. Each method does its work before it first yields, so it is atomic. */
export function memoryTransactionLedger(store: MemoryStore): TransactionLedger {
  const noticesOf = (subject: string): Map<string, KeptNotice> =>
    entryOf(store.notices, subject, () => new Map());
  const keep = (subject: string, kept: KeptNotice): boolean => {
    const notices = noticesOf(subject);
    const id = nameOf(kept);
    if (notices.has(id)) return false;
    notices.set(id, kept);
    return true;
  };
  const isUnchanged = (head: TransactionHead) => store.heads.get(idOf(head))?.head.version === head.version;

  function save(head: TransactionHead, waiting: Waiting): void {
    const id = idOf(head);
    const before = store.heads.get(id)?.head;
    const keys = waitingKeys(head);
    for (const key of before ? waitingKeys(before) : []) {
      if (!keys.includes(key)) store.transactionsUnder.get(key)?.delete(id);
    }
    for (const key of keys) entryOf(store.transactionsUnder, key, () => new Map()).set(id, head);
    store.heads.set(id, { head, waiting });
  }

  function putLinks(head: TransactionHead, allocations: readonly Allocation[]): void {
    for (const [paymentId, share] of sharesOf(allocations)) {
      const link: Link = { transaction: { receipt: head.receipt, kind: head.kind }, ...share };
      entryOf(store.links, paymentId, () => new Map()).set(idOf(head), link);
    }
  }

  return {
    async recordTransaction(kept, expectsPayment, allocations = [], owners) {
      const subject = idOf(kept.notice);
      const before = store.heads.get(subject);
      if (before && noticesOf(subject).has(nameOf(kept))) return { value: before.head, isNew: false };
      if (before && isGivenBeside(before.head, owners)) {
        return { value: before.head, isNew: false, isGivenMeanwhile: true };
      }
      keep(subject, kept);
      const { checkoutRequestId } = kept.notice;
      if (checkoutRequestId) keep(attemptSubject(checkoutRequestId), kept);
      const next = nextHead(before?.head, [...noticesOf(subject).values()].filter(isAboutTransaction));
      const value = before ? next : { ...next, allocations };
      if (!before) assertWithinAmount(value, allocations);
      save(value, nextWaiting(value, before, expectsPayment));
      if (!before) putLinks(value, allocations);
      return { value, isNew: true };
    },

    async recordAttempt(kept) {
      const id = kept.notice.checkoutRequestId;
      const isNew = keep(attemptSubject(id), kept);
      return { value: kept.notice, isNew };
    },

    async recordQuery(kept) {
      return { value: kept.notice, isNew: keep(`query#${kept.notice.queryId}`, kept) };
    },

    async transactions(keys) {
      return keys.flatMap((key) => store.heads.get(idOf(key))?.head ?? []);
    },

    async attemptNotices(ids) {
      const told = ids.map((id) => [...(store.notices.get(attemptSubject(id))?.values() ?? [])]);
      return told.map((notices) => notices.filter(isAboutAttempt));
    },

    async allocate(head, allocations) {
      assertWithinAmount(head, allocations);
      const entry = store.heads.get(idOf(head));
      if (!entry || !isUnchanged(head)) return 'changed';
      const after = { ...head, allocations, version: head.version + 1 };
      save(after, nextWaiting(after, entry, false));
      for (const paymentId of sharesOf(head.allocations).keys()) {
        store.links.get(paymentId)?.delete(idOf(head));
      }
      putLinks(head, allocations);
      return 'saved';
    },

    async tellUnmatched(head, fact) {
      const entry = store.heads.get(idOf(head));
      if (!entry || !isUnchanged(head) || head.toldUnmatchedAt !== undefined) return 'changed';
      save({ ...head, toldUnmatchedAt: fact.at, version: head.version + 1 }, entry.waiting);
      store.outbox.set(fact.id, fact);
      return 'saved';
    },

    async dueUnmatched(now, limit) {
      return [...store.heads.values()]
        .filter(({ waiting }) => waiting.dueAt !== undefined && waiting.dueAt <= now)
        .sort((a, b) => (a.waiting.dueAt ?? 0) - (b.waiting.dueAt ?? 0))
        .slice(0, limit)
        .map(({ head }) => head);
    },

    async postpone(head, nextTryAt) {
      const entry = store.heads.get(idOf(head));
      if (!entry || !isUnchanged(head) || entry.waiting.dueAt === undefined) return;
      const { expectsPayment } = entry.waiting;
      store.heads.set(idOf(head), {
        head: entry.head,
        waiting: { expectsPayment, ...(nextTryAt !== undefined && { dueAt: nextTryAt }) },
      });
    },
  };
}

const idOf = ({ receipt, kind }: TransactionKey): string => `TX#${receipt}#${kind}`;
const nameOf = ({ notice, hash }: KeptNotice): string => `${notice.channel}#${hash}`;
const attemptSubject = (id: CheckoutRequestId): string => `CRQ#${id}`;

const isAboutTransaction = (kept: KeptNotice<Notice>): kept is KeptNotice<TransactionNotice> =>
  kept.notice.about === 'transaction';
const isAboutAttempt = (kept: KeptNotice<Notice>): kept is KeptNotice<AttemptNotice | TransactionNotice> =>
  kept.notice.about !== 'query';
