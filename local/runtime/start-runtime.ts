import { setTimeout as delay } from 'node:timers/promises';
import { displayName } from './assembly/display-name.ts';
import { type Assembly, readAssembly } from './assembly/read-assembly.ts';
import { refuseUnknownTypes, type Wiring } from './assembly/wiring.ts';
import { buildSystem, type System } from './build-system.ts';
import { type Engines, startEngines } from './engines/start-engines.ts';
import { findFunction } from './functions/local-function.ts';
import { listenGateway } from './gateway/gateway.ts';
import { localRouter } from './gateway/local-routes.ts';
import { issuerPath } from './identity/issuer.ts';
import { readAlarms } from './metrics/alarms.ts';
import type { Poller } from './queues/poller.ts';
import { startPollers } from './queues/start-pollers.ts';
import type { Runtime, RuntimeOptions } from './runtime.ts';
import { takeStateFolder } from './state-folder.ts';

/** Tells where the system is, while it runs. */
const installationFile = 'installation.json';
const fallbackRegion = 'eu-west-1';
/** What runs when the system is stopped may take this long to end. */
const drainTimeoutMs = 10_000;

/**
 * Runs a synthesized app on this machine, generically: what exists and how it is joined is read from its templates.
 * Throws StartFailure with nothing left running when it cannot.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { log, signal } = options;
  const cleanUp = new AsyncDisposableStack();
  try {
    signal?.throwIfAborted();
    const state = await takeStateFolder(options.stateDir);
    cleanUp.defer(() => state.release());
    const gateway = await listenGateway(options.port, log);
    cleanUp.defer(() => gateway.close());
    const { mongodbPort, elsewhere = {}, onLost = () => undefined } = options;
    const [engines, assembly] = await together(
      startEngines({ state, mongodbPort, elsewhere, log, onLost }),
      async (stopped) => readAssembly(await options.synthesize(stopped)),
      signal,
    );
    cleanUp.defer(() => engines.close());
    refuseUnknownTypes(assembly);
    const region = assembly.stacks.find((stack) => stack.region)?.region ?? fallbackRegion;
    const at = { url: gateway.url, mongodbUri: engines.mongodb?.endpoint ?? '' };
    const parts = { runtime: options, assembly, state, engines, region, at, cleanUp };
    const system = await buildSystem(parts);
    const { stores, functions } = system;
    const pollers = startPollers({
      wiring: system.wiring,
      queues: stores.queues,
      functions,
      sqs: system.clients.sqs,
      region,
      log,
    });
    cleanUp.defer(() => drain(system, pollers));
    // Last on the stack, so first to go: nothing new comes in while the rest is stopped.
    cleanUp.defer(() => gateway.close());
    const runtime = runtimeOf({ system, engines, pollers, at, region, close: () => cleanUp.disposeAsync() });
    signal?.throwIfAborted();
    const local = localRouter((await options.routes?.(runtime)) ?? []);
    signal?.throwIfAborted();
    gateway.open({ apis: system.apis, local, raw: { prefix: issuerPath, serve: system.issuer.serve } });
    system.schedules.start();
    state.write(installationFile, JSON.stringify(installationOf(system, runtime)));
    cleanUp.defer(() => state.remove(installationFile));
    return runtime;
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

/** For commands in other processes: where everything is, and what the functions are told. No secret is in it. */
function installationOf({ functions, stores, wiring }: System, { url, region }: Runtime) {
  const sources = wiring.all('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  return {
    url,
    region,
    variables: Object.assign({}, ...functions.map((each) => each.variables)) as Readonly<
      Record<string, string>
    >,
    queues: stores.queues.map(({ resource, name, ref, arn }) => {
      const source = sources.find(({ EventSourceArn }) => EventSourceArn === arn);
      const worker = source && findFunction(functions, source.FunctionName)?.name;
      return { name: displayName(resource, name), url: ref, ...(worker !== undefined && { worker }) };
    }),
  };
}

/** Engines start while the app is synthesized. What fails first, or an abort, ends both without a wait for the synthesis. */
async function together(
  starting: Promise<Engines>,
  synthesize: (signal: AbortSignal) => Promise<Assembly>,
  signal: AbortSignal | undefined,
): Promise<[Engines, Assembly]> {
  const givenUp = new AbortController();
  const stopped = AbortSignal.any([givenUp.signal, ...(signal ? [signal] : [])]);
  const aborted = new Promise<never>((_, reject) => {
    stopped.addEventListener('abort', () => reject(stopped.reason), { once: true });
  });
  try {
    stopped.throwIfAborted();
    return await Promise.race([Promise.all([starting, synthesize(stopped)]), aborted]);
  } catch (error) {
    givenUp.abort();
    await starting.then(
      (engines) => engines.close(),
      () => undefined,
    );
    throw error;
  }
}

interface Parts {
  readonly system: System;
  readonly engines: Engines;
  readonly pollers: readonly Poller[];
  readonly at: { readonly url: string; readonly mongodbUri: string };
  readonly region: string;
  readonly close: () => Promise<void>;
}

function runtimeOf({ system, engines, pollers, at, region, close }: Parts): Runtime {
  const { stores, functions, schedules, secrets, issuer, services, wiring, variable } = system;
  const audience = audienceOf(wiring);
  const isBusy = () =>
    schedules.inFlight() > 0 ||
    pollers.some((poller) => poller.inFlight() > 0) ||
    functions.some((each) => each.state().running + each.state().waiting > 0);
  const isIdle = async () => {
    if (isBusy()) return false;
    const queues = await stores.measureQueues();
    const read = queues.filter(({ arn }) => pollers.some((poller) => poller.queueArn === arn));
    return read.every(({ visible, in_flight }) => visible + in_flight === 0) && !isBusy();
  };

  return {
    ...at,
    region,
    endpoints: {
      dynamodb: engines.dynamodb.endpoint,
      sqs: engines.sqs.endpoint,
      s3: engines.s3.endpoint,
      secretsManager: services.url,
      eventBridge: services.url,
    },
    functions,
    schedules: schedules.all,
    secrets,
    alarms: readAlarms(wiring),
    metrics: system.metrics,
    variable,
    isReady: engines.areUp,
    readQueues: stores.measureQueues,
    invoke: async (name, event) => {
      const target = functions.find((each) => each.name === name);
      if (!target)
        throw new Error(`There is no function ${name}: ${functions.map((each) => each.name).join(', ')}`);
      return await target.invoke(JSON.stringify(event));
    },
    token: (claims) => issuer.token(audience, claims),
    idle: async () => {
      // Twice in a row: a function that has just ended may have sent a message that is only now counted.
      for (let idle = 0; idle < 2; idle = (await isIdle()) ? idle + 1 : 0) await delay(25);
    },
    reset: async (load) => {
      await Promise.all(pollers.map((poller) => poller.pause()));
      try {
        while (isBusy()) await delay(25);
        await Promise.all([stores.empty(), engines.mongodb?.empty?.()]);
        await Promise.all(functions.map((each) => each.restart()));
        await load();
      } finally {
        for (const poller of pollers) poller.resume();
      }
    },
    close,
  };
}

function audienceOf(wiring: Wiring): readonly string[] {
  const authorizers = wiring.all('AWS::ApiGatewayV2::Authorizer');
  return [...new Set(authorizers.flatMap(({ properties }) => properties.JwtConfiguration.Audience))];
}

/** Lets what runs come to its end, but not for ever. */
async function drain({ schedules, functions }: System, pollers: readonly Poller[]): Promise<void> {
  const drained = Promise.all([schedules.stop(), ...pollers.map((poller) => poller.pause())]);
  await Promise.race([drained, delay(drainTimeoutMs, undefined, { ref: false })]);
  await Promise.all(functions.map((each) => each.close()));
}
