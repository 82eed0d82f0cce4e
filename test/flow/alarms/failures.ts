import { PurgeQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LocalSalio } from '../../../local/start-salio.ts';
import { outboxMark } from '../../../shared/adapters/dynamodb/tables.ts';
import { anUnmatchedReceipt } from '../../support/builders/a-fact.ts';
import type { CutLine } from '../../support/cut-line.ts';
import { postAsStranger } from '../../support/post-as-stranger.ts';
import { eventually } from '../../support/running-salio.ts';
import { changedSecret, mongodbAway } from './changed-secret.ts';
import { deadLettersOf } from './dead-letters.ts';

const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const hour = 3_600_000;
const json = { 'content-type': 'application/json' };

type Drives = Readonly<Record<string, () => Promise<unknown>>>;

/** How to bring about what each alarm watches, by the alarm's word. Those of one function share the failure. */
export function failuresOf(salio: LocalSalio, queues: CutLine): Drives {
  const { runtime, document, tables } = salio;
  const sqs = new SQSClient({ ...aws, endpoint: runtime.endpoints.sqs });
  const withSecret = changedSecret(salio);

  const post = (path: string, body: unknown, method = 'POST') =>
    fetch(`${runtime.url}${path}`, { method, headers: json, body: JSON.stringify(body) });
  const run = (schedule: string, time = Date.now()) =>
    post(`/local/schedules/${schedule}/run`, { time: new Date(time).toISOString() });
  const behave = (faults: unknown) => post('/local/mpesa/faults', faults, 'PUT');
  const watchedBy = (alarm: string) =>
    runtime.alarms.find(({ name }) => name.startsWith(`Watch${alarm}Alarm`))?.metrics[0] ??
    fail(`no alarm ${alarm}`);
  const urlOf = (alarm: string) =>
    `${runtime.endpoints.sqs}/000000000000/${watchedBy(alarm).dimensions.QueueName}`;
  // What failed is hidden for long, and what comes later in this run waits for nobody.
  const purge = (alarm: string) => sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(alarm) }));
  const send = async (alarm: string, count: number) => {
    const QueueUrl = urlOf(alarm);
    for (let sent = 0; sent < count; sent += 10) {
      const Entries = Array.from({ length: Math.min(10, count - sent) }, (_, at) => ({
        Id: String(at),
        MessageBody: '{"type":"nothing that anybody knows"}',
        // A callback may be anything, but not one that somebody replayed.
        MessageAttributes: { replay: { DataType: 'String', StringValue: 'no JSON' } },
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  const wait = (alarm: string) => async () => {
    const watched = watchedBy(alarm);
    const age = () => runtime.metrics.latest(watched.namespace, watched.name, watched.dimensions)?.value ?? 0;
    // Some of them are done in no time: it takes a crowd to see one wait.
    await eventually(
      async () => {
        await send(alarm, 100);
        return age();
      },
      (value) => value > 0,
      90_000,
    );
    await purge(alarm);
  };
  const manager = () => ({ authorization: `Bearer ${runtime.token({ sub: 'njeri', roles: ['admin'] })}` });
  const withoutMongo = () =>
    mongodbAway(salio, ['watch-payments', 'read-payment'], async () => {
      await run('watch-payments');
      const answer = await fetch(`${runtime.url}/api/v1/payments/any`, { headers: manager() });
      if (answer.status !== 503) throw new Error(`without MongoDB, a manager was answered ${answer.status}`);
    });
  const askBalances = (shortcode: string) =>
    fetch(`${runtime.url}/api/v1/balance-monitoring/check`, {
      method: 'POST',
      headers: { ...json, ...manager() },
      body: JSON.stringify({ shortcode }),
    });
  const partner = `${runtime.variable('PARTNER_SECRET_PREFIX')}7c9e6679-7425-40de-944b-e07fc1f90ae7`;
  const unknownApp = () =>
    withSecret(
      partner,
      (secret) => ({ ...secret, consumerKey: 'an app: of nobody' }),
      ['query-balance'],
      async () => {
        const { namespace, name, dimensions } = watchedBy('TokensRefused');
        const from = Date.now();
        // The job of the minute may have asked just before, and then it is not asked again until that is answered.
        await eventually(
          async () => {
            await askBalances('174379');
            await runtime.idle();
            return runtime.metrics.latest(namespace, name, dimensions)?.at ?? 0;
          },
          (last) => last >= from,
        );
      },
    );
  const strangers = async () => {
    for (let at = 0; at < 10; at += 1) await post(`/hooks/${'0'.repeat(48)}/stk`, { a: at });
  };

  return {
    HooksRefuse: () => fetch(`${runtime.url}/hooks/x/stk`),
    HooksFail: () => queues.cut(() => post('/hooks/x/stk', {})),
    ValidationFails: () => runtime.invoke('answer-validation', {}),
    NoticesQuarantined: strangers,
    ValidationsUnknown: async () => {
      for (let at = 0; at < 10; at += 1) await post(`/hooks/${'0'.repeat(48)}/c2b/validation`, { a: at });
    },
    UnknownSource: async () => {
      const [{ url } = fail('no shortcode is registered')] = await salio.registrations.all();
      await postAsStranger(`${url}/stk`, '{}');
    },
    NoCallbacks: () => run('publish-events'),
    PaymentNoticesWait: wait('PaymentNoticesWait'),
    ReconciliationsWait: wait('ReconciliationsWait'),
    StatusQueriesWait: wait('StatusQueriesWait'),
    NotificationsWait: wait('NotificationsWait'),
    BalanceQueriesWait: wait('BalanceQueriesWait'),
    ForwardsLate: () =>
      runtime.invoke('forward-notice', {
        Records: [
          {
            ...{ messageId: 'late', receiptHandle: 'late', eventSource: 'aws:sqs', awsRegion: aws.region },
            ...{ eventSourceARN: `arn:aws:sqs:${aws.region}:000000000000:none`, messageAttributes: {} },
            body: JSON.stringify({ id: 'ntc_late', partnerId: 'p', shortcode: '1', to: 'stk', body: '{}' }),
            attributes: { ApproximateReceiveCount: '2', SentTimestamp: String(Date.now() - 2 * hour) },
          },
        ],
      }),
    ForwardsWait: wait('ForwardsWait'),
    BalanceResultsWait: wait('BalanceResultsWait'),
    ...deadLettersOf(salio, { sqs, urlOf, send }),
    ReconciliationsDeadLetters: () => send('ReconciliationsDeadLetters', 1),
    MissedRuns: () => send('MissedRuns', 1),
    Unreconciled: async () => {
      const paid = {
        shortcode: '600111',
        reference: 'NOBODYS',
        amount: 70,
        phone: '254700000111',
        channel: 'c2b',
      };
      await post('/local/mpesa/pay', paid);
      await runtime.idle();
      await run('sweep-stuck', Date.now() + 48 * hour);
    },
    EventsUnpublished: async () => {
      const at = Date.now() - hour;
      const fact = { ...anUnmatchedReceipt('UJE6T1W9ZB'), at };
      const row = { pk: 'TX#UJE6T1W9ZB#payment', sk: 'EVT#0000000001', fact, ...outboxMark('left', at) };
      await document.send(new PutCommand({ TableName: tables.payments, Item: row }));
      await run('publish-events');
    },
    MessagesFail: async () => {
      await send('PaymentNoticesWait', 10);
      const failed = { namespace: 'Salio', name: 'MessagesFailed', dimensions: { stage: 'local' } } as const;
      const at = Date.now();
      await eventually(
        async () => runtime.metrics.latest(failed.namespace, failed.name, failed.dimensions)?.at ?? 0,
        (last) => last >= at,
      );
      await purge('PaymentNoticesWait');
    },
    JobsFail: withoutMongo,
    NoticesCrash: () => runtime.invoke('reconcile-notice', {}),
    Throttled: () => Promise.all(Array.from({ length: 20 }, () => runtime.invoke('read-openapi', {}))),
    ManagerFails: withoutMongo,
    PollingStopped: async () => {
      await behave({ result_code: { balance: '8006' } });
      await askBalances('600111');
      await runtime.idle();
      await behave({});
    },
    TokensRefused: unknownApp,
    DarajaFails: unknownApp,
    MongoUnreachable: withoutMongo,
    SlackRefuses: async () => {
      await post('/local/slack/faults', { status: 404, times: 1 }, 'PUT');
      await runtime.invoke('tell-alarm', anAlarm('WatchHooksFail'));
      await runtime.idle();
    },
  };
}

const fail = (why: string): never => {
  throw new Error(why);
};

/** As SNS hands over what CloudWatch published. */
export const anAlarm = (AlarmName: string, NewStateValue = 'ALARM') => ({
  Records: [
    {
      EventSource: 'aws:sns',
      Sns: {
        MessageId: `${AlarmName}-${NewStateValue}`,
        Subject: `${NewStateValue}: "${AlarmName}"`,
        Timestamp: '2026-11-25T08:00:00.000Z',
        Message: JSON.stringify({
          AlarmName,
          AlarmDescription: 'A callback from M-Pesa was not kept (5xx). Runbook: docs/runbooks/hooks-fail.md',
          AWSAccountId: '123456789012',
          NewStateValue,
          NewStateReason:
            'Threshold Crossed: 1 datapoint [3.0] was greater than or equal to the threshold (1.0).',
          OldStateValue: 'OK',
        }),
      },
    },
  ],
});
