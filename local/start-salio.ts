import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Db, MongoClient } from 'mongodb';
import { dynamoHookDirectory } from '../shared/adapters/dynamodb/hook-directory.ts';
import type { RevenueTables, Tables } from '../shared/adapters/dynamodb/tables.ts';
import { mongoConnection } from '../shared/adapters/mongodb/connection.ts';
import { mongoPaymentBook } from '../shared/adapters/mongodb/payment-book.ts';
import { type DarajaServer, listenDaraja } from './mpesa/daraja-server.ts';
import { operatorBookings } from './mpesa/operator-bookings.ts';
import { partnerSecrets } from './mpesa/partner-secrets.ts';
import { type Registrations, registrations } from './mpesa/registrations.ts';
import { type Simulator, startSimulator } from './mpesa/simulator.ts';
import type { LocalSettings } from './runtime/local-settings.ts';
import type { Runtime, RuntimeOptions } from './runtime/runtime.ts';
import type { StartFailure } from './runtime/start-failure.ts';
import { startRuntime } from './runtime/start-runtime.ts';
import type { PaymentDocument } from './sample/booking.ts';
import { loadBalanceConfigs } from './sample/load-balances.ts';
import { loadSample } from './sample/load-sample.ts';
import { makeSample, type Sample } from './sample/sample.ts';
import {
  type CustomersPace,
  type SimulatedCustomers,
  simulateCustomers,
} from './sample/simulated-customers.ts';
import { type LocalSlack, startSlack } from './slack/local-slack.ts';
import { listenWebhooks, type WebhookServer } from './slack/webhook-server.ts';
import { type NotYet, surfaceRoutes } from './surface/surface-routes.ts';
import { type OperatorSide, operatorSide, tableNames } from './template-values.ts';

export interface SalioOptions extends LocalSettings, Pick<RuntimeOptions, 'between'> {
  /** Gives the folder of the synthesized app. */
  readonly synthesize: (signal: AbortSignal) => Promise<string>;
  /** Put in place before anything is served, when the operator's own database is still empty. @default none */
  readonly firstSample?: () => Sample;
  /** How often it is looked what AWS's own services would tell. @default 5,000 */
  readonly metricsEveryMs?: number;
  /** Told when something ended that the system cannot do without. */
  readonly onLost?: (failure: StartFailure) => void;
  /** Breaks a start off. */
  readonly signal?: AbortSignal;
  readonly log: (line: string) => void;
}

/** The whole system on this machine, with an operator's MongoDB and M-Pesa around it. */
export interface LocalSalio {
  readonly runtime: Runtime;
  readonly simulator: Simulator;
  readonly slack: LocalSlack;
  readonly registrations: Registrations;
  /** The operator's own database. */
  readonly operations: Db;
  /** What its collections are called. */
  readonly collections: OperatorSide['collections'];
  /** Lets simulated customers book and pay until they are stopped. */
  readonly startCustomers: (pace?: CustomersPace) => SimulatedCustomers;
  readonly document: DynamoDBDocumentClient;
  readonly tables: Tables & RevenueTables;
  /** Puts the sample in place of all that is there. */
  reset(sample: Sample): Promise<void>;
  close(): Promise<void>;
}

/** Made up: whatever is posted to any webhook of Slack ends in the local one. */
const slackWebhook = { webhook_url: 'https://hooks.slack.com/services/TLOCAL/BLOCAL/nothing-secret' };

const notYet: readonly NotYet[] = [
  { path: '/local/email', part: 'email notifications' },
  { path: '/local/sms', part: 'SMS notifications' },
];

/** Throws StartFailure, with nothing left running, when something around it is not as it should be. */
export async function startSalio(options: SalioOptions): Promise<LocalSalio> {
  const parts = new AsyncDisposableStack();
  const daraja = await listenDaraja();
  parts.defer(() => daraja.close());
  const webhooks = await listenWebhooks();
  parts.defer(() => webhooks.close());
  let outside: Outside | undefined;
  const runtime = await startRuntime({
    ...options,
    overrides: () => ({ DARAJA_BASE_URL: daraja.url, SLACK_BASE_URL: webhooks.url }),
    secrets: ({ mongodbUri }, variable) => {
      const { mongodbSecrets, slackSecrets } = operatorSide(variable);
      return [
        ...mongodbSecrets.map((name) => ({ name, value: { connection_string: mongodbUri }, always: true })),
        ...slackSecrets.map((name) => ({ name, value: slackWebhook })),
      ];
    },
    routes: async (running) => {
      outside = await startOutside(running, options, { daraja, webhooks }, parts);
      const { simulator, slack, reset } = outside;
      await loadFirst(running, outside, options);
      return surfaceRoutes(running, {
        version: versionOfThis(),
        urls: { daraja: simulator.url, slack: slack.url },
        routes: [...simulator.routes, ...slack.routes],
        notYet,
        onReset: () => reset(makeSample({ now: Date.now() })),
      });
    },
  }).catch(async (error: unknown) => {
    await parts.disposeAsync();
    throw error;
  });
  if (!outside) throw new Error('the runtime asked for no routes');
  const { reset, ...others } = outside;
  others.simulator.resume();
  return {
    runtime,
    ...others,
    reset: (sample) => runtime.reset(() => reset(sample)),
    async close() {
      await runtime.close();
      await parts.disposeAsync();
    },
  };
}

type Outside = Omit<LocalSalio, 'runtime' | 'close'>;

async function loadFirst(
  runtime: Runtime,
  { operations, collections, reset }: Outside,
  { firstSample, elsewhere }: SalioOptions,
): Promise<void> {
  if (!firstSample || elsewhere.MONGODB_URI) return;
  if ((await operations.collection(collections.partners).estimatedDocumentCount()) > 0) return;
  await runtime.reset(() => reset(firstSample()));
}

/** The operator's database and M-Pesa, which are not part of what is deployed. */
async function startOutside(
  runtime: Runtime,
  { stateDir, elsewhere, log }: SalioOptions,
  { daraja, webhooks }: { readonly daraja: DarajaServer; readonly webhooks: WebhookServer },
  parts: AsyncDisposableStack,
): Promise<Outside> {
  const mongo = await new MongoClient(runtime.mongodbUri).connect();
  parts.defer(() => mongo.close());
  const { mongo: settings, partnerSecretPrefix, collections } = operatorSide(runtime.variable);
  const operations = mongo.db(settings.database);
  const { document, secretsManager } = clientsOf(runtime);
  const tables = tableNames(runtime.variable);
  const connection = mongoConnection(settings, async () => runtime.mongodbUri);
  parts.defer(() => connection.close());
  const book = mongoPaymentBook(connection, settings, ({ partnerId, field, message }) =>
    log(`partner ${partnerId}: ${field} ${message}`),
  );
  const registered = registrations({
    shortcodes: () => book.shortcodes(),
    secrets: partnerSecrets(secretsManager, partnerSecretPrefix),
    hooks: dynamoHookDirectory(document, tables),
    callbackBaseUrl: () => runtime.url,
    clock: Date.now,
    warn: log,
  });
  const payments = operations.collection<PaymentDocument>(collections.payments);
  const bookings = operatorBookings(operations.collection(collections.payments));
  const simulator = await startSimulator(
    { folder: stateDir, server: daraja },
    { registrations: registered, bookings },
  );
  parts.defer(() => simulator.close());
  const slack = await startSlack({ folder: stateDir, server: webhooks });
  parts.defer(() => slack.close());
  return {
    simulator,
    slack,
    registrations: registered,
    operations,
    collections,
    document,
    tables,
    startCustomers: (pace) => simulateCustomers({ payments, bookings, ...simulator, ...pace, warn: log }),
    async reset(sample) {
      simulator.reset();
      slack.reset();
      // A MongoDB that was there before is somebody's: nothing is deleted from it, and nothing put into it.
      if (!elsewhere.MONGODB_URI) {
        await loadSample(operations, sample, collections);
        simulator.ledger.load(sample.history);
      }
      await registered.all();
      if (!elsewhere.MONGODB_URI) {
        const secrets = { secrets: secretsManager, partnerSecretPrefix };
        await loadBalanceConfigs({ document, tables, directory: book, ...secrets });
      }
    },
  };
}

function clientsOf({ region, endpoints }: Runtime) {
  const aws = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const dynamodb = new DynamoDBClient({ ...aws, endpoint: endpoints.dynamodb });
  return {
    document: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    secretsManager: new SecretsManagerClient({ ...aws, endpoint: endpoints.secretsManager }),
  };
}

function versionOfThis(): string {
  const manifest = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
