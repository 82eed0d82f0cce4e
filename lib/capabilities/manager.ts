import { Duration, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Access, told } from '../blocks/access.ts';
import { Identities } from '../blocks/identities.ts';
import { ManagerApi } from '../blocks/manager-api.ts';
import { SalioFunction } from '../blocks/salio-function.ts';
import type { StageSettings } from '../stages.ts';
import { toReconcile, type Wiring } from '../wiring.ts';

/** What managers ask for and do, over HTTP. */
export class Manager extends Construct {
  readonly identities: Identities;
  readonly api: ManagerApi;
  private readonly settings: StageSettings;

  constructor(scope: Construct, id: string, wiring: Wiring) {
    super(scope, id);
    this.settings = wiring.settings;
    this.identities = new Identities(this, 'Identities', {
      // Cognito waits no longer.
      grantClaims: this.answering('grant-claims', { seconds: 5 }).function,
      removal: this.settings.removal,
    });
    this.api = new ManagerApi(this, 'Http', { settings: this.settings, identities: this.identities });
    this.servePayments(wiring);
    this.serveRealTimeReconciliation(wiring);
    this.serveRevenue(wiring);
    this.serveBalances(wiring);
    this.api.openRoute('/api/openapi.json', this.answering('read-openapi', { seconds: 5 }));
  }

  private servePayments({ data, secrets }: Wiring): void {
    const needs = [data.payments.read, data.reconciliations.read, secrets.readOperations];
    this.api.route('GET', '/api/v1/payments/{id}', this.answering('read-payment', { needs }));
  }

  private serveRealTimeReconciliation(wiring: Wiring): void {
    const { data, queues, secrets } = wiring;
    const measures = [queues.paymentNotices.measure, queues.reconciliations.measure];
    const stats = this.answering('read-stats', { needs: [data.reconciliations.read, ...measures] });
    const active = this.answering('read-active', { needs: measures });
    const session = this.answering('reconcile-session', { needs: toReconcile(wiring) });
    // A hundred payments, and an HTTP API waits 30 seconds.
    const bulk = this.answering('reconcile-bulk', {
      seconds: 29,
      memoryMb: 1024,
      needs: toReconcile(wiring),
    });
    const queue = this.answering('queue-session', {
      needs: [data.reconciliations.readWrite, queues.reconciliations.send, secrets.readOperations],
    });
    const base = '/api/real-time-reconciliation';
    this.api.route('GET', `${base}/stats`, stats);
    this.api.route('GET', `${base}/active`, active);
    this.api.route('POST', `${base}/session/{id}`, session);
    this.api.route('POST', `${base}/bulk`, bulk);
    this.api.route('POST', `${base}/queue/{id}`, queue);
  }

  private serveRevenue({ data, settings }: Wiring): void {
    const reports = settings.revenue.reports.map(({ name, currencySymbol }) => ({ name, currencySymbol }));
    const needs = [data.revenue.read, told({ REVENUE_REPORT_NAMES: JSON.stringify(reports) })];
    const windows = this.answering('read-revenue-windows', { needs });
    this.api.route('GET', '/api/v1/analytics/revenue/windows', windows);
  }

  private serveBalances({ data, queues, secrets }: Wiring): void {
    const base = '/api/v1/balance-monitoring';
    const one = `${base}/configs/{partner_id}/{shortcode}` as const;
    const read = (verbNoun: string) => this.answering(verbNoun, { needs: [data.balances.read] });
    // Beside the row, the answer to a repeated request.
    const written = [data.balances.readWrite, data.reconciliations.readWrite];
    const change = (verbNoun: string) =>
      this.answering(verbNoun, {
        needs: [...written, secrets.readOperations, secrets.changePartnerSecrets],
      });
    this.api.route('GET', `${base}/configs`, read('list-balance-configs'));
    this.api.route('POST', `${base}/configs`, change('create-balance-config'));
    this.api.route('PUT', one, change('replace-balance-config'));
    this.api.route('DELETE', one, change('delete-balance-config'));
    const resume = this.answering('resume-balance-config', {
      needs: [...written, secrets.readPartnerSecrets],
    });
    this.api.route('POST', `${one}/resume`, resume);
    // All shortcodes at once may be thousands, and an HTTP API waits 30 seconds.
    const check = this.answering('check-balances', {
      seconds: 29,
      memoryMb: 1024,
      needs: [...written, queues.balanceQueries.send, secrets.readOperations],
    });
    this.api.route('POST', `${base}/check`, check);
    this.api.route('GET', `${base}/checks`, read('list-balance-checks'));
    this.api.route('GET', `${base}/alerts`, read('list-balance-alerts'));
    this.api.route(
      'POST',
      `${base}/alerts/{id}/resolve`,
      this.answering('resolve-balance-alert', { needs: written }),
    );
    this.api.route('GET', `${base}/summary`, read('read-balance-summary'));
  }

  /** A function whose caller waits for the answer. */
  private answering(
    verbNoun: string,
    {
      seconds = 10,
      memoryMb = 0,
      needs = [],
    }: { seconds?: number; memoryMb?: number; needs?: readonly Access[] },
  ): SalioFunction {
    const { settings } = this;
    const id = verbNoun.replaceAll(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase());
    const answering = new SalioFunction(this, id, {
      settings,
      lambda: `manager/${verbNoun}`,
      timeout: Duration.seconds(seconds),
      memoryMb: Math.max(memoryMb, settings.functions.memoryMb),
      needs,
    });
    const reason = 'Its caller waits for the answer and sees the failure; nothing is left to be sent again.';
    Validations.of(answering).acknowledge(
      { id: 'Serverless-LambdaDLQ', reason },
      { id: 'Serverless-LambdaAsyncFailureDestination', reason },
    );
    return answering;
  }
}
