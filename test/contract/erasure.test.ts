import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoErasure } from '../../shared/adapters/dynamodb/erasure.ts';
import type { Tables } from '../../shared/adapters/dynamodb/tables.ts';
import { dynamoTransactionLedger } from '../../shared/adapters/dynamodb/transaction-ledger.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { checkoutRequestId, receipt } from '../../shared/kernel/identifiers.ts';
import type { Erasure } from '../../shared/payments/erasure.ts';
import type { TransactionLedger } from '../../shared/payments/transaction-ledger.ts';
import { kept } from '../support/builders/a-kept-notice.ts';
import { aTransactionNotice } from '../support/builders/a-notice.ts';
import { startDynamo, type TestDynamo } from '../support/dynamodb.ts';

const crq = checkoutRequestId('ws_CO_14102026101530123');
const clear = '254700000111';
const stk = kept(aTransactionNotice({ channel: 'stk', checkoutRequestId: crq, phone: { clear } }));
const c2b = kept(aTransactionNotice({ payerName: 'AMINA', phone: { sha256: 'ab'.repeat(32) } }));
const other = kept(
  aTransactionNotice({ receipt: receipt('UJE6T1W9ZX'), payerName: 'BARAKA', phone: { clear } }),
);
const { receipt: own, kind } = c2b.notice;

describe('the erasure of personal data', () => {
  let dynamo: TestDynamo;
  let tables: Tables;
  let ledger: TransactionLedger;
  let erasure: Erasure;

  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  beforeEach(async () => {
    tables = await dynamo.makeTables();
    ledger = dynamoTransactionLedger(dynamo.document, tables);
    erasure = dynamoErasure(dynamo.document, tables);
    for (const notice of [stk, c2b, other]) await ledger.recordTransaction(notice, true);
  });

  const everything = async (): Promise<string> => {
    const { Items } = await dynamo.document.send(new ScanCommand({ TableName: tables.payments }));
    return canonicalJson(
      Items?.map(({ body, ...row }) => ({ ...row, ...(body !== undefined && { body: 'a body' }) })),
    );
  };

  it('says what there is, and changes nothing by saying so', async () => {
    const before = await everything();
    // Two notices, and the pointer from the push to one of them.
    expect(await erasure.find(own)).toEqual({ receipt: own, kinds: [kind], notices: 3, isNamed: true });
    expect(await erasure.find(receipt('NOTHING000'))).toBeUndefined();
    expect(await everything()).toBe(before);
  });

  it('takes phone, name and body out of everything under the receipt, and of nothing else', async () => {
    const [before] = await ledger.transactions([{ receipt: own, kind }]);
    await erasure.erase(own);
    const [after] = await ledger.transactions([{ receipt: own, kind }]);
    const { phone, payerName, ...facts } = before ?? {};
    expect([phone?.clear, payerName]).toEqual([clear, 'AMINA']);
    expect(after).toEqual({ ...facts, version: (before?.version ?? 0) + 1 });
    const left = await everything();
    expect(left).not.toContain('AMINA');
    expect(left).not.toContain('abab');
    expect(left.match(/254700000111|BARAKA|a body/g)?.toSorted()).toEqual(
      ['254700000111', '254700000111', 'BARAKA', 'BARAKA', 'a body'].toSorted(),
    );
  });

  it('can be repeated, and knows the same notice again afterwards', async () => {
    await erasure.erase(own);
    expect(await erasure.erase(own)).toEqual({ receipt: own, kinds: [kind], notices: 0, isNamed: false });
    const { isNew, value } = await ledger.recordTransaction(c2b, true);
    expect(isNew).toBe(false);
    expect([value.phone, value.payerName]).toEqual([undefined, undefined]);
  });

  it('stays erased when another notice of the receipt comes', async () => {
    await erasure.erase(own);
    const status = kept(aTransactionNotice({ channel: 'status', chargeMinor: 500 }));
    const { value } = await ledger.recordTransaction(status, true);
    expect(value).toMatchObject({ chargeMinor: 500, sources: ['status', 'c2b', 'stk'] });
    expect([value.phone, value.payerName]).toEqual([undefined, undefined]);
  });
});
