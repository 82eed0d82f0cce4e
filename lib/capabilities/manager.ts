import { Duration, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Access } from '../blocks/access.ts';
import { Identities } from '../blocks/identities.ts';
import { ManagerApi } from '../blocks/manager-api.ts';
import { SalioFunction } from '../blocks/salio-function.ts';
import type { StageSettings } from '../stages.ts';

export interface ManagerProps {
  readonly settings: StageSettings;
  /** What its functions may use. */
  readonly may: {
    readonly readPayments: Access;
    readonly usePayments: Access;
    readonly readReconciliations: Access;
    readonly useReconciliations: Access;
    readonly requestReconciliation: Access;
    readonly requestStatusQuery: Access;
    readonly measureQueues: readonly Access[];
    readonly publishFacts: Access;
    readonly readOperations: Access;
    readonly judge: Access;
  };
}

/** What managers ask for and do, over HTTP. */
export class Manager extends Construct {
  readonly identities: Identities;
  readonly api: ManagerApi;
  private readonly settings: StageSettings;

  constructor(scope: Construct, id: string, { settings, may }: ManagerProps) {
    super(scope, id);
    this.settings = settings;
    this.identities = new Identities(this, 'Identities', {
      // Cognito waits no longer.
      grantClaims: this.answering('grant-claims', { seconds: 5 }).function,
      removal: settings.removal,
    });
    this.api = new ManagerApi(this, 'Http', { settings, identities: this.identities });
    const readsPayment = [may.readPayments, may.readReconciliations, may.readOperations];
    const reconciles = [
      ...[may.usePayments, may.useReconciliations, may.readOperations, may.judge],
      ...[may.requestReconciliation, may.requestStatusQuery, may.publishFacts],
    ];
    const queues = [may.useReconciliations, may.requestReconciliation, may.readOperations];

    const realTime = '/api/real-time-reconciliation';
    this.api.route('GET', '/api/v1/payments/{id}', this.answering('read-payment', { needs: readsPayment }));
    this.api.route(
      'GET',
      `${realTime}/stats`,
      this.answering('read-stats', { needs: [may.readReconciliations, ...may.measureQueues] }),
    );
    this.api.route('GET', `${realTime}/active`, this.answering('read-active', { needs: may.measureQueues }));
    this.api.route(
      'POST',
      `${realTime}/session/{id}`,
      this.answering('reconcile-session', { needs: reconciles }),
    );
    this.api.route(
      'POST',
      `${realTime}/bulk`,
      // A hundred payments, and an HTTP API waits 30 seconds.
      this.answering('reconcile-bulk', { seconds: 29, memoryMb: 1024, needs: reconciles }),
    );
    this.api.route('POST', `${realTime}/queue/{id}`, this.answering('queue-session', { needs: queues }));
    this.api.openRoute('/api/openapi.json', this.answering('read-openapi', { seconds: 5 }));
  }

  /** A function whose caller waits for the answer. */
  private answering(
    verbNoun: string,
    { seconds = 10, memoryMb, needs }: { seconds?: number; memoryMb?: number; needs?: readonly Access[] },
  ): SalioFunction {
    const { settings } = this;
    const id = verbNoun.replaceAll(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());
    const answering = new SalioFunction(this, id, {
      ...{ settings, lambda: `manager/${verbNoun}`, timeout: Duration.seconds(seconds) },
      memoryMb: Math.max(memoryMb ?? 0, settings.functions.memoryMb),
      ...(needs === undefined ? {} : { needs }),
    });
    const reason = 'Its caller waits for the answer and sees the failure; nothing is left to be sent again.';
    Validations.of(answering).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason },
      { id: 'Serverless-LambdaAsyncFailureDestination', reason },
    );
    return answering;
  }
}
