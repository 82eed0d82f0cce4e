import type { StartFailure } from '../start-failure.ts';
import type { StateFolder } from '../state-folder.ts';
import { findDynamodb, startDynamodb } from './dynamodb-engine.ts';
import { type Engine, reachEngine } from './engine.ts';
import { startFauxqsEngine } from './fauxqs-engine.ts';
import { reachMongodb, startMongodb } from './mongodb-engine.ts';

export interface Engines {
  readonly dynamodb: Engine;
  readonly sqs: Engine;
  readonly s3: Engine;
  /** Undefined when the system was asked to stand without one. */
  readonly mongodb: Engine | undefined;
  /** Whether all take requests at this moment. */
  areUp(): boolean;
  close(): Promise<void>;
}

/** Where engines run that take the place of the embedded ones. */
export interface ElsewhereEngines {
  readonly DYNAMODB_ENDPOINT?: string | undefined;
  readonly SQS_ENDPOINT?: string | undefined;
  readonly S3_ENDPOINT?: string | undefined;
  readonly MONGODB_URI?: string | undefined;
}

export interface EnginesOptions {
  readonly state: StateFolder;
  /** Port of the embedded MongoDB, 0 for a free one; undefined for none. */
  readonly mongodbPort: number | undefined;
  readonly elsewhere: ElsewhereEngines;
  readonly log: (line: string) => void;
  /** Told when one ended that cannot be kept up. */
  readonly onLost: (failure: StartFailure) => void;
}

/** Starts every engine that does not run elsewhere, at the same time. Throws the first StartFailure, with nothing left running. */
export async function startEngines(options: EnginesOptions): Promise<Engines> {
  const { state, mongodbPort, elsewhere, log, onLost } = options;
  const { DYNAMODB_ENDPOINT, SQS_ENDPOINT, S3_ENDPOINT, MONGODB_URI } = elsewhere;
  // Known at once, and the others take their time.
  if (!DYNAMODB_ENDPOINT) findDynamodb();
  const fauxqs = SQS_ENDPOINT && S3_ENDPOINT ? undefined : startFauxqsEngine(state);
  const embedded = () => (mongodbPort === undefined ? undefined : startMongodb(state, mongodbPort));
  const starting = [
    DYNAMODB_ENDPOINT
      ? reachEngine('DYNAMODB_ENDPOINT', DYNAMODB_ENDPOINT)
      : startDynamodb({ state, log, onLost }),
    SQS_ENDPOINT ? reachEngine('SQS_ENDPOINT', SQS_ENDPOINT) : fauxqs,
    S3_ENDPOINT ? reachEngine('S3_ENDPOINT', S3_ENDPOINT) : fauxqs,
    MONGODB_URI ? reachMongodb(MONGODB_URI) : embedded(),
  ];
  const started = await Promise.allSettled(starting);
  const engines = started.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  const close = async () => {
    await Promise.all([...new Set(engines)].map((engine) => engine.close()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  const [dynamodb, sqs, s3, mongodb] = engines;
  if (failed || !dynamodb || !sqs || !s3) {
    await close();
    throw failed?.reason ?? new Error('an engine is missing');
  }
  const areUp = () => engines.every((engine) => engine.isUp?.() ?? true);
  return { dynamodb, sqs, s3, mongodb, areUp, close };
}
