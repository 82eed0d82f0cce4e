import { expect, it } from '@jest/globals';
import { dynamoStatusQueryLog } from '../../shared/adapters/dynamodb/status-query-log.ts';
import { memoryStatusQueryLog } from '../../shared/adapters/memory/status-query-log.ts';
import { paymentId, receipt, shortcode } from '../../shared/kernel/identifiers.ts';
import type { StatusQueryLog } from '../../shared/payments/status-query-log.ts';
import { describeInStores } from '../support/stores-under-test.ts';

describeInStores<StatusQueryLog>(
  'a status query log',
  { inMemory: memoryStatusQueryLog, inDynamo: dynamoStatusQueryLog },
  (log) => {
    it('knows the question that an answer belongs to', async () => {
      const question = {
        id: 'q-1',
        receipt: receipt('UJE6T1W9ZB'),
        shortcode: shortcode('600111'),
        askedAt: 1,
      };
      const other = { ...question, id: 'q-2', paymentId: paymentId('pay-1') };
      await log.put(question);
      await log.put(other);
      expect(await log.get('q-1')).toEqual(question);
      expect(await log.get('q-2')).toEqual(other);
      expect(await log.get('q-3')).toBeUndefined();
    });
  },
);
