import { Duration, Validations } from 'aws-cdk-lib';
import { LambdaIntegration, PassthroughBehavior, type Resource } from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { told } from '../blocks/access.ts';
import { acknowledgeOpenRoute, HooksApi } from '../blocks/hooks-api.ts';
import { NoticeRoutes } from '../blocks/notice-routes.ts';
import { QueueWorker } from '../blocks/queue-worker.ts';
import { SalioFunction } from '../blocks/salio-function.ts';
import { ScheduledJob } from '../blocks/scheduled-job.ts';
import type { WorkQueue } from '../blocks/work-queue.ts';
import { knownSources, toReconcile, toWatchBalances, type Wiring } from '../wiring.ts';

/** What M-Pesa says, from the callback to the kept notice, and what the operator expects, from MongoDB to the index. */
export class Payments extends Construct {
  readonly hooks: HooksApi;
  readonly validation: SalioFunction;
  /** Takes the callbacks off their queue. */
  readonly receiving: LambdaFunction;

  constructor(scope: Construct, id: string, wiring: Wiring) {
    super(scope, id);
    const { settings, data, queues, secrets } = wiring;
    this.hooks = new HooksApi(this, 'Hooks', { settings });
    const { hook } = this.hooks;
    const c2b = hook.addResource('c2b');
    this.queueNotices(queues.paymentNotices, hook, c2b);
    this.validation = this.answerValidation(wiring, c2b.addResource('validation'));
    const receiving = new QueueWorker(this, 'ReconcileNotice', {
      settings,
      lambda: 'payments/reconcile-notice',
      queue: queues.paymentNotices,
      concurrency: settings.queues.paymentNotices,
      needs: [
        ...toReconcile(wiring),
        ...toWatchBalances(wiring),
        data.quarantine.put,
        queues.forwards.send,
        knownSources(settings),
      ],
    });
    new QueueWorker(this, 'ForwardNotice', {
      settings,
      lambda: 'payments/forward-notice',
      queue: queues.forwards,
      concurrency: settings.queues.forwards,
      needs: [
        data.payments.readWrite,
        secrets.readPartnerSecrets,
        secrets.reachOperator,
        queues.forwards.putAside,
      ],
    });
    this.receiving = receiving.function;
    new ScheduledJob(this, 'WatchPayments', {
      settings,
      lambda: 'payments/watch-payments',
      everyMinutes: settings.schedules.watchPaymentsMinutes,
      deadLetters: queues.missedRuns.queue,
      timeout: Duration.seconds(55),
      needs: [
        data.payments.readWrite,
        data.reconciliations.read,
        queues.reconciliations.send,
        secrets.readOperations,
        told({ WATCH_SETTINGS: JSON.stringify(settings.watch) }),
      ],
    });
    new ScheduledJob(this, 'ComparePayments', {
      settings,
      lambda: 'payments/compare-payments',
      everyMinutes: 60,
      deadLetters: queues.missedRuns.queue,
      // It has work once a day; then all payments go through its memory.
      timeout: Duration.minutes(15),
      memoryMb: Math.max(1024, settings.functions.memoryMb),
      needs: [
        data.payments.readWrite,
        data.reconciliations.read,
        queues.reconciliations.send,
        secrets.readOperations,
        told({ WATCH_SETTINGS: JSON.stringify(settings.watch) }),
      ],
    });
  }

  private queueNotices(queue: WorkQueue, hook: Resource, c2b: Resource): void {
    const notices = new NoticeRoutes(this, 'NoticeRoutes', { queue });
    notices.route(hook.addResource('stk'), { channel: 'stk' });
    notices.route(c2b.addResource('confirmation'), { channel: 'c2b/confirmation' });
    const status = hook.addResource('status').addResource('{id}');
    for (const end of ['result', 'timeout']) {
      notices.route(status.addResource(end), { channel: `status/${end}`, query_id: "$input.params('id')" });
    }
    // A wrongly registered URL must be seen: its notices end in quarantine, not in a 403 that nobody reads.
    notices.route(hook.addResource('{channel+}'), { channel: 'unknown', path: "$input.params('channel')" });
  }

  private answerValidation({ settings, data, secrets }: Wiring, resource: Resource): SalioFunction {
    const validation = new SalioFunction(this, 'AnswerValidation', {
      settings,
      lambda: 'payments/answer-validation',
      // It accepts by itself after 3 seconds; the rest is a cold start. Safaricom waits 8.
      timeout: Duration.seconds(6),
      memoryMb: Math.max(1024, settings.functions.memoryMb),
      needs: [data.payments.read, secrets.readOperations, secrets.readPartnerSecrets, knownSources(settings)],
    });
    const integration = new LambdaIntegration(validation.function, {
      proxy: false,
      allowTestInvoke: false,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': validationRequest },
      integrationResponses: [
        { statusCode: '200', responseTemplates: { 'application/json': validationAnswer } },
      ],
    });
    const method = resource.addMethod('POST', integration, { methodResponses: [{ statusCode: '200' }] });
    acknowledgeOpenRoute(method);
    const reason = 'API Gateway waits for its answer; nothing is left to be sent again.';
    Validations.of(validation).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason },
      { id: 'Serverless-LambdaAsyncFailureDestination', reason },
    );
    return validation;
  }
}

// escapeJavaScript would also escape apostrophes, which JSON does not allow: the body is escaped between them.
const validationRequest = `{
  "token": "$input.params('token')",
  "sourceIp": "$context.identity.sourceIp",
  "requestId": "$context.requestId",
  "body": "#foreach($part in $input.body.split("'"))$util.escapeJavaScript($part)#if($foreach.hasNext)'#end#end"
}`;

// No answer of the function (it failed, or took too long) accepts: the customer's payment does not wait for us.
const validationAnswer = `#set($code = $input.path('$.ResultCode'))
#if("$!code" != "")
$input.json('$')
#else
{"ResultCode":"0","ResultDesc":"Accepted"}
#end`;
