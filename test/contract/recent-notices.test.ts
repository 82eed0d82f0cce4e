import { expect, it } from '@jest/globals';
import { dynamoRecentNotices } from '../../shared/adapters/dynamodb/recent-notices.ts';
import { dynamoTransactionLedger } from '../../shared/adapters/dynamodb/transaction-ledger.ts';
import { memoryRecentNotices } from '../../shared/adapters/memory/recent-notices.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import { memoryTransactionLedger } from '../../shared/adapters/memory/transaction-ledger.ts';
import { checkoutRequestId, receipt } from '../../shared/kernel/identifiers.ts';
import type { QueryNotice } from '../../shared/mpesa/notice.ts';
import type { NoticeSubject, RecentNotices } from '../../shared/payments/recent-notices.ts';
import type { TransactionLedger } from '../../shared/payments/transaction-ledger.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { anAttemptNotice, aTransactionNotice } from '../support/builders/a-notice.ts';
import { describeInStores } from '../support/stores-under-test.ts';

interface UnderTest {
  ledger: TransactionLedger;
  notices: RecentNotices;
}

const aQueryNotice: QueryNotice = {
  about: 'query',
  channel: 'status',
  queryId: 'query-1',
  outcome: 'timeout',
};

describeInStores<UnderTest>(
  'notices of late',
  {
    inMemory: () => {
      const store = memoryStore();
      return { ledger: memoryTransactionLedger(store), notices: memoryRecentNotices(store) };
    },
    inDynamo: (document, tables) => ({
      ledger: dynamoTransactionLedger(document, tables),
      notices: dynamoRecentNotices(document, tables),
    }),
  },
  (under) => {
    const namesSince = async (at: number): Promise<readonly string[]> => {
      const names = new Set<string>();
      for await (const page of under.notices.since(at)) for (const each of page) names.add(nameOf(each));
      return [...names].sort();
    };

    it('are none at first', async () => {
      expect(await namesSince(0)).toEqual([]);
    });

    it('tell of what they are about, from a time on', async () => {
      const noticeOf = (name: string) => aTransactionNotice({ receipt: receipt(name) });
      await under.ledger.recordTransaction(kept(noticeOf('UJE0000001'), { receivedAt: 100 }), true);
      await under.ledger.recordTransaction(kept(noticeOf('UJE0000002'), { receivedAt: 200 }), true);
      const id = checkoutRequestId('ws_CO_1');
      await under.ledger.recordAttempt(kept(anAttemptNotice({ checkoutRequestId: id }), { receivedAt: 300 }));
      await under.ledger.recordQuery(kept(aQueryNotice, { receivedAt: 400 }));
      expect(await namesSince(0)).toEqual(['UJE0000001', 'UJE0000002', 'query-1', 'ws_CO_1']);
      expect(await namesSince(200)).toEqual(['UJE0000002', 'query-1', 'ws_CO_1']);
      expect(await namesSince(401)).toEqual([]);
    });
  },
);

function nameOf(subject: NoticeSubject): string {
  if (subject.about === 'transaction') return subject.receipt;
  return subject.about === 'attempt' ? subject.checkoutRequestId : subject.queryId;
}
