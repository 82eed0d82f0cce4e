import { formatKes } from '../kernel/money.ts';
import type { NoticeChannel } from '../mpesa/notice.ts';
import type { Conflict, Transaction } from '../payments/transaction.ts';
import type { Issue } from './decision.ts';
import { type Facts, settledAt } from './facts.ts';
import { conflictIssue } from './issues.ts';
import type { ReconciliationSettings } from './settings.ts';

const channelNames: Readonly<Record<NoticeChannel, string>> = {
  stk: 'STK callback',
  'stk-query': 'STK query',
  c2b: 'C2B confirmation',
  status: 'status query',
  pull: 'transaction list',
  statement: 'statement',
};

const valueNames: Readonly<Record<string, string>> = { in: 'money in', out: 'money out' };

/** One issue per transaction on which M-Pesa contradicts itself. */
export const conflictIssues = (
  transactions: readonly Transaction[],
  settings: ReconciliationSettings,
): readonly Issue[] =>
  transactions.map(({ receipt, conflicts }) =>
    conflictIssue(
      settings,
      `M-Pesa's messages about ${receipt} disagree on ${conflicts.map(inWords).join('; and on ')}.`,
      {
        receipt,
        conflicts,
      },
    ),
  );

/** Money that callbacks told of, and that M-Pesa, asked when it should long have known of it, does not know. */
export function deniedReceipts({ evidence, denied, askedAt, settings }: Facts): readonly Issue[] {
  if (denied === undefined || askedAt === undefined || evidence.assurance === 'verified') return [];
  return evidence.received
    .map(({ transaction }) => transaction)
    .filter((transaction) => transaction.receipt === denied && askedAt >= settledAt(transaction, settings))
    .map(({ receipt, sources }) =>
      conflictIssue(
        settings,
        `M-Pesa's messages tell of ${receipt} (${sources.map((source) => channelNames[source]).join(', ')}); asked about it, M-Pesa knows no such receipt.`,
        { receipt, sources, askedAt },
      ),
    );
}

function inWords({ field, values }: Conflict): string {
  const versions = values.map(({ channel, value }) => {
    const text = field === 'amount' ? formatKes(Number(value)) : (valueNames[value] ?? value);
    return `${text} (${channelNames[channel]})`;
  });
  return `the ${field}: ${versions.join(', ')}`;
}
