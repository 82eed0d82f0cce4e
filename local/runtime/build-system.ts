import { localUrls } from './assembly/local-urls.ts';
import type { Assembly } from './assembly/read-assembly.ts';
import { readWiring, type Wiring } from './assembly/wiring.ts';
import { busOperations } from './aws/event-bus.ts';
import { createSecret, openSecrets, type SecretStore } from './aws/secrets.ts';
import { secretsOperations } from './aws/secrets-operations.ts';
import { type Operation, type ServiceEndpoint, serveOperations } from './aws/service-endpoint.ts';
import { findTargets } from './aws/targets.ts';
import type { Engines } from './engines/start-engines.ts';
import type { LocalFunction } from './functions/local-function.ts';
import { readFunctions } from './functions/read-functions.ts';
import { httpApis } from './gateway/http-api.ts';
import { type Api, restApis } from './gateway/rest-api.ts';
import { type Issuer, openIssuer } from './identity/issuer.ts';
import { type MetricLog, openMetricLog } from './metrics/metric-log.ts';
import { countedApi, startServiceMetrics } from './metrics/service-metrics.ts';
import { type Clients, createClients, credentials } from './resources/clients.ts';
import { openStores, type Stores } from './resources/stores.ts';
import type { Addresses, ReadVariable, RuntimeOptions } from './runtime.ts';
import { createSchedules, type Schedules } from './schedules/schedules.ts';
import { StartFailure } from './start-failure.ts';
import type { StateFolder } from './state-folder.ts';

const account = '000000000000';

/** All parts of the template joined, with stores created and nothing running yet. */
export interface System {
  readonly wiring: Wiring;
  readonly variable: ReadVariable;
  readonly clients: Clients;
  readonly stores: Stores;
  readonly secrets: SecretStore;
  readonly functions: readonly LocalFunction[];
  readonly schedules: Schedules;
  readonly apis: readonly Api[];
  readonly issuer: Issuer;
  readonly metrics: MetricLog;
  /** Where the services are that have no engine: secrets and the bus. */
  readonly services: ServiceEndpoint;
}

export interface SystemOptions {
  readonly runtime: RuntimeOptions;
  readonly assembly: Assembly;
  readonly state: StateFolder;
  readonly engines: Engines;
  readonly region: string;
  readonly at: Addresses;
  /** Takes what has to be closed again. */
  readonly cleanUp: AsyncDisposableStack;
}

/** Throws StartFailure for every part of the template that is not understood. */
export async function buildSystem(options: SystemOptions): Promise<System> {
  const { runtime, assembly, state, engines, region, at, cleanUp } = options;
  const { log } = runtime;
  const place = { account, region, sqsEndpoint: engines.sqs.endpoint, gatewayUrl: at.url };
  const secrets = openSecrets(state, place);
  const issuer = openIssuer(state, at.url);
  const wiring = readWiring(assembly, {
    place,
    secret: (id, key) => readSecret(secrets, id, key),
    localize: localUrls(assembly, at.url, issuer.url),
  });
  const variable = readVariables(wiring);
  for (const { name, value, always } of runtime.secrets?.(at, variable) ?? []) {
    if (always || !secrets.find(name))
      secrets.put(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  for (const secret of wiring.all('AWS::SecretsManager::Secret')) createSecret(secrets, secret);

  wiring.check();

  const clients = createClients(engines, region);
  cleanUp.defer(() => clients.close());
  const stores = openStores(wiring, clients);
  const operations: Record<string, Operation> = secretsOperations(secrets);
  const services = await serveOperations(operations);
  cleanUp.defer(() => services.close());
  const metrics = openMetricLog(state.directory);
  const functions = readFunctions({
    wiring,
    surroundings: await surroundingsOf(runtime, engines, services, region),
    overrides: runtime.overrides?.(at) ?? {},
    logDirectory: state.folder('logs'),
    warn: log,
    metric: metrics.write,
  });
  const target = findTargets(stores.queues, functions, clients.sqs);
  const buses = wiring.all('AWS::Events::EventBus');
  Object.assign(operations, busOperations({ buses, rules: wiring.all('AWS::Events::Rule'), place, target }));
  const schedules = createSchedules({ wiring, target, account, region, log });
  const backends = { queues: stores.queues, functions, sqs: clients.sqs };
  const apis = [
    ...restApis(wiring, account, backends),
    ...httpApis({ wiring, account, functions, issuer }),
  ].map((api) => countedApi(api, metrics));
  await stores.create();
  cleanUp.defer(startServiceMetrics({ metrics, stores, functions, log, everyMs: runtime.metricsEveryMs }));
  return {
    wiring,
    variable,
    clients,
    stores,
    secrets,
    functions,
    schedules,
    apis,
    issuer,
    services,
    metrics,
  };
}

/** Every AWS client of a handler ends here: services without an engine or an operation are refused by name. */
async function surroundingsOf(
  { between }: RuntimeOptions,
  engines: Engines,
  services: ServiceEndpoint,
  region: string,
): Promise<Record<string, string>> {
  const endpoints = {
    AWS_ENDPOINT_URL: services.url,
    AWS_ENDPOINT_URL_DYNAMODB: engines.dynamodb.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: services.url,
    AWS_ENDPOINT_URL_S3: engines.s3.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: services.url,
    AWS_ENDPOINT_URL_SQS: engines.sqs.endpoint,
  };
  return {
    ...endpoints,
    ...(await between?.(endpoints)),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** Reads the functions only when something is asked for: until then they may refer to secrets that are not there yet. */
const readVariables =
  (wiring: Wiring): ReadVariable =>
  (name) => {
    const values = wiring
      .all('AWS::Lambda::Function')
      .flatMap(({ properties }) => properties.Environment.Variables[name] ?? []);
    if (values[0] === undefined) throw new StartFailure(`The template tells no function ${name}.`);
    return values[0];
  };

function readSecret(secrets: SecretStore, id: string, key: string): string {
  const text = secrets.find(id)?.value;
  if (text === undefined) throw new Error(`there is no secret ${id}`);
  return key === '' ? text : String((JSON.parse(text) as Record<string, unknown>)[key] ?? '');
}
