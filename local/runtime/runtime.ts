import type { Json, JsonObject } from './assembly/json.ts';
import type { SecretStore } from './aws/secrets.ts';
import type { ElsewhereEngines } from './engines/start-engines.ts';
import type { LocalFunction, Outcome } from './functions/local-function.ts';
import type { LocalRoute } from './gateway/local-routes.ts';
import type { LocalAlarm } from './metrics/alarms.ts';
import type { MetricLog } from './metrics/metric-log.ts';
import type { QueueReading } from './resources/stores.ts';
import type { LocalSchedule } from './schedules/schedules.ts';
import type { StartFailure } from './start-failure.ts';

/** What is known of a local system before its template is resolved. */
export interface Addresses {
  /** Of the gateway, without a trailing slash. */
  readonly url: string;
  /** Empty when the system stands without a MongoDB. */
  readonly mongodbUri: string;
}

/** Throws StartFailure when no function of the template is told anything under this name. */
export type ReadVariable = (name: string) => string;

export interface InitialSecret {
  readonly name: string;
  /** Text, or what is kept as JSON text. */
  readonly value: string | JsonObject;
  /** Written at every start instead of only when absent, for what follows from addresses. @default false */
  readonly always?: boolean;
}

export interface RuntimeOptions {
  /** Gives the folder of the synthesized app. Called once the port and the state folder are had; aborted when the start is. */
  readonly synthesize: (signal: AbortSignal) => Promise<string>;
  /** Folder that keeps everything between runs. */
  readonly stateDir: string;
  /** Of the gateway; 0 takes a free one. */
  readonly port: number;
  /** Of the embedded MongoDB; 0 takes a free one. @default none is started */
  readonly mongodbPort?: number;
  /** Engines that run elsewhere. @default all are embedded */
  readonly elsewhere?: ElsewhereEngines;
  /**
   * Gives what the functions' AWS clients are led to in place of the engines, by the names of their variables: for whoever
   * listens in between. @default the engines themselves
   */
  readonly between?: (
    endpoints: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
  /** Variables whose value is replaced wherever the template sets them. */
  readonly overrides?: (at: Addresses) => Readonly<Record<string, string>>;
  /** `variable` gives what the template tells its functions under a name. */
  readonly secrets?: (at: Addresses, variable: ReadVariable) => readonly InitialSecret[];
  /** How often it is looked what AWS's own services would tell of queues and functions. @default 5,000 */
  readonly metricsEveryMs?: number;
  /** Routes below `/local`. */
  readonly routes?: (runtime: Runtime) => Promise<readonly LocalRoute[]>;
  /** Told when something ended that the system cannot do without and that cannot be kept up. @default nobody is */
  readonly onLost?: (failure: StartFailure) => void;
  /** Breaks a start off: it then fails with the signal's reason, with nothing left running. */
  readonly signal?: AbortSignal;
  /** One line of news, a warning most of the time. */
  readonly log: (line: string) => void;
}

/** A deployed system, standing on this machine. */
export interface Runtime extends Addresses {
  readonly endpoints: Readonly<Record<'dynamodb' | 'sqs' | 's3' | 'secretsManager' | 'eventBridge', string>>;
  readonly region: string;
  readonly functions: readonly LocalFunction[];
  readonly schedules: readonly LocalSchedule[];
  readonly secrets: SecretStore;
  readonly alarms: readonly LocalAlarm[];
  readonly metrics: MetricLog;
  /** What the template tells its functions under a name. */
  readonly variable: ReadVariable;
  /** Whether all that it stands on is up at this moment. */
  isReady(): boolean;
  readQueues(): Promise<readonly QueueReading[]>;
  /** Runs a function by its word, as an invocation that waits for the answer. */
  invoke(name: string, event: Json): Promise<Outcome>;
  /** A token for the HTTP APIs of the template, with these claims. */
  token(claims: JsonObject & { readonly sub: string }): string;
  /** Ends when every queue that a function reads is empty and nothing runs; delayed messages may remain. */
  idle(): Promise<void>;
  /** Empties tables, queues, buckets and the embedded MongoDB, with all functions at rest; then runs `load`. */
  reset(load: () => Promise<void>): Promise<void>;
  /** Stops taking requests and messages, lets what runs end, then stops the engines. */
  close(): Promise<void>;
}
