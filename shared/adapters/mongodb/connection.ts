import { type Db, MongoClient, type MongoClientOptions, MongoError } from 'mongodb';
import { Unavailable } from '../../kernel/unavailable.ts';
import type { MongoSettings } from './settings.ts';

/** One client per function instance, made on first use. */
export interface MongoConnection {
  /** Runs the work on the operator's database. Throws `Unavailable` when the database does not answer. */
  use<T>(work: (database: Db) => Promise<T>): Promise<T>;
  /** The same for what comes piece by piece. */
  stream<T>(work: (database: Db) => AsyncIterable<T>): AsyncIterable<T>;
  close(): Promise<void>;
}

/** A query may take this long on the server; the driver's own `timeoutMS` has no effect. */
export const queryLimitMs = 5_000;
/** Reading a whole collection may. */
export const scanLimitMs = 240_000;

export interface ConnectionSettings extends Pick<MongoSettings, 'database' | 'maxPoolSize'> {
  /** How long an answer may take. @default 20 seconds */
  readonly socketTimeoutMs?: number;
}

const optionsFor = ({ maxPoolSize, socketTimeoutMs = 20_000 }: ConnectionSettings): MongoClientOptions => ({
  appName: 'salio',
  maxPoolSize,
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: socketTimeoutMs,
  waitQueueTimeoutMS: 3_000,
  // A frozen function's sockets are dead when it thaws.
  maxIdleTimeMS: 60_000,
  readPreference: 'primary',
  // Not `majority`: a payment inserted a moment before its callback must be found, and one that is rolled back is decided anew.
  readConcern: { level: 'local' },
});

const authenticationFailed = 18;

/**
 * @param connectionString asked for at every connect, so that a rotated secret is taken up.
 * @param unavailable told of every use that failed because the database does not answer.
 */
export function mongoConnection(
  settings: ConnectionSettings,
  connectionString: () => Promise<string>,
  unavailable: () => void = () => undefined,
): MongoConnection {
  let connecting: Promise<MongoClient> | undefined;

  const connect = async (): Promise<MongoClient> => {
    const client = new MongoClient(await connectionString(), optionsFor(settings));
    try {
      return await client.connect();
    } catch (error) {
      await client.close();
      throw error;
    }
  };
  const forget = async (): Promise<void> => {
    const client = await connecting?.catch(() => undefined);
    connecting = undefined;
    await client?.close();
  };
  const database = async (): Promise<Db> => {
    connecting ??= connect();
    try {
      return (await connecting).db(settings.database);
    } catch (error) {
      connecting = undefined;
      throw error;
    }
  };
  const asFailure = async (error: unknown): Promise<unknown> => {
    if (isUnreadableString(error)) return new Unavailable('MongoDB: the connection string cannot be read');
    if (!(error instanceof MongoError)) return error;
    if (error.code === authenticationFailed) await forget();
    return new Unavailable(`MongoDB: ${withoutSecrets(error.message)}`, { cause: error.name });
  };

  const noted = (failure: unknown): unknown => {
    if (failure instanceof Unavailable) unavailable();
    return failure;
  };

  return {
    async use(work) {
      try {
        return await work(await database());
      } catch (error) {
        throw noted(await asFailure(error));
      }
    },
    async *stream(work) {
      try {
        yield* work(await database());
      } catch (error) {
        throw noted(await asFailure(error));
      }
    },
    close: forget,
  };
}

/** Comes from the driver's reader of URLs, is no error of the driver's own, and may quote all of the string. */
const isUnreadableString = (error: unknown): boolean =>
  error instanceof Error && error.name === 'MongoParseError' && !(error instanceof MongoError);

/** The driver quotes a connection string that it cannot read, password and all. */
const withoutSecrets = (message: string): string =>
  message.replaceAll(/mongodb(\+srv)?:\S+/gi, '(connection string)').replaceAll(/\/\/[^/\s@]+@/g, '//');
