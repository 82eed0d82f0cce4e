import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { type Notification, parseNotification } from '../../../shared/alerts/notification.ts';
import { parseBalanceRequest } from '../../../shared/balances/request.ts';
import { callbackOf } from '../../../shared/edge/callback.ts';
import { parseForward } from '../../../shared/payments/forward.ts';
import {
  parseReconcileRequest,
  parseStatusQueryRequest,
  type ReconcileRequest,
} from '../../../shared/reconciliation/work-queue.ts';

/** Messages as this system wrote them when its messages were of version 1. They stay as they are. */
const folder = join(import.meta.dirname, '../../fixtures/messages/v1');
const lambdas = join(import.meta.dirname, '../../../lambdas');

interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const recordOf = ({ body, attributes }: Message) =>
  ({
    messageId: 'message-1',
    body,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795654731447' },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
  }) as unknown as SQSRecord;

/** What each function that works on a queue reads its messages with. */
const readers: Readonly<Record<string, (message: Message) => unknown>> = {
  'forward-notice': ({ body }) => parseForward(body),
  'query-balance': ({ body }) => parseBalanceRequest(body),
  'query-status': ({ body }) => parseStatusQueryRequest(body),
  'reconcile-notice': (message) => callbackOf(recordOf(message)),
  'reconcile-payment': ({ body }) => parseReconcileRequest(body),
  'record-balance': (message) => callbackOf(recordOf(message)),
  'send-notification': ({ body }) => parseNotification(body),
};

const messages = globSync('*/*.json', { cwd: folder })
  .sort()
  .map((file) => {
    const message = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Message;
    return { file, worker: file.split('/')[0] ?? '', message };
  });
const ofOurOwn = messages.filter(
  ({ worker }) => worker !== 'reconcile-notice' && worker !== 'record-balance',
);

const kindsOf = (worker: string, member: string) =>
  new Set(
    messages
      .filter((each) => each.worker === worker)
      .map(({ message }) => (JSON.parse(message.body) as Record<string, unknown>)[member]),
  );

describe('the messages of version 1', () => {
  it('are there for every function that works on a queue', () => {
    const workers = globSync('*/*.ts', { cwd: lambdas })
      .filter((file) => readFileSync(join(lambdas, file), 'utf8').includes('queueEdge('))
      .map((file) => basename(file, '.ts'));
    expect([...new Set(messages.map(({ worker }) => worker))].sort()).toEqual(workers.sort());
    expect(Object.keys(readers).sort()).toEqual(workers.sort());
  });

  it('are there for every kind of request', () => {
    const kinds: Record<ReconcileRequest['of'], true> = { payment: true, transaction: true, attempt: true };
    expect([...kindsOf('reconcile-payment', 'of')].sort()).toEqual(Object.keys(kinds).sort());
  });

  it('are there for every kind of fact', () => {
    const kinds: Record<Notification['type'], true> = {
      'payment.reconciled': true,
      'transaction.unmatched': true,
      'balance.alerted': true,
      'balance.polling_stopped': true,
      'credential.expiring': true,
      'revenue.reported': true,
      'revenue.failed': true,
      'alarm.changed': true,
      delivery: true,
      summary: true,
    };
    expect([...kindsOf('send-notification', 'type')].sort()).toEqual(Object.keys(kinds).sort());
  });

  it.each(messages)('$file is understood', ({ worker, message }) => {
    expect(readers[worker]?.(message)).toBeDefined();
  });

  it.each(messages)('$file bears no token', ({ message }) => {
    const texts = [message.body, ...Object.values(message.attributes)].join(' ');
    const tokens = texts.match(/(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])/g) ?? [];
    expect(tokens.filter((token) => token !== '0a'.repeat(24))).toEqual([]);
  });
});

describe('a later release', () => {
  it.each(ofOurOwn)(
    'may add to $file, for this one leaves out what it does not know',
    ({ worker, message }) => {
      const added = { ...message, body: JSON.stringify(withMore(JSON.parse(message.body))) };
      expect(readers[worker]?.(added)).toEqual(readers[worker]?.(message));
    },
  );

  it.each(messages.filter((each) => !ofOurOwn.includes(each)))(
    'may send $file with more attributes',
    ({ worker, message }) => {
      const added = { ...message, attributes: { ...message.attributes, added_later: 'yes' } };
      expect(readers[worker]?.(added)).toEqual(readers[worker]?.(message));
    },
  );

  it.each(ofOurOwn.filter(({ worker }) => worker !== 'send-notification'))(
    'may give $file another meaning: then it is a dead letter that says so',
    ({ worker, message }) => {
      const ofVersion = (v: number) => ({
        ...message,
        body: JSON.stringify({ ...JSON.parse(message.body), v }),
      });
      expect(readers[worker]?.(ofVersion(1))).toEqual(readers[worker]?.(message));
      expect(() => readers[worker]?.(ofVersion(2))).toThrow(
        'the message is of version 2, and this release reads 1: replay it (npm run dlq -- replay)',
      );
    },
  );
});

/** Members that this release does not know, at every level. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withMore(member)]);
  return { ...Object.fromEntries(members), addedLater: { by: 'a later release' } };
}
