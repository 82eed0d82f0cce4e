import type { StateFolder } from '../state-folder.ts';
import { startDynamodb } from './dynamodb-engine.ts';
import { type Engine, reachEngine } from './engine.ts';
import { startFauxqsEngine } from './fauxqs-engine.ts';
import { reachMongodb, startMongodb } from './mongodb-engine.ts';

export interface Engines {
  readonly dynamodb: Engine;
  readonly sqs: Engine;
  readonly s3: Engine;
  /** Undefined when the system was asked to stand without one. */
  readonly mongodb: Engine | undefined;
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
}

/** Starts every engine that does not run elsewhere, at the same time. Throws the first StartFailure, with nothing left running. */
export async function startEngines({ state, mongodbPort, elsewhere, log }: EnginesOptions): Promise<Engines> {
  const { DYNAMODB_ENDPOINT, SQS_ENDPOINT, S3_ENDPOINT, MONGODB_URI } = elsewhere;
  const fauxqs = SQS_ENDPOINT && S3_ENDPOINT ? undefined : startFauxqsEngine(state.folder('fauxqs'));
  const embedded = () =>
    mongodbPort === undefined ? undefined : startMongodb(state.folder('mongodb'), mongodbPort);
  const starting = [
    DYNAMODB_ENDPOINT ? reachEngine('DYNAMODB_ENDPOINT', DYNAMODB_ENDPOINT) : startDynamodb(state, log),
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
  return { dynamodb, sqs, s3, mongodb, close };
}
