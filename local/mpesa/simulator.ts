import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LocalRoute } from '../runtime/gateway/local-routes.ts';
import { StartFailure } from '../runtime/start-failure.ts';
import { accessTokens } from './access-tokens.ts';
import { darajaErrors } from './api-answer.ts';
import { balanceApi } from './balance-api.ts';
import { c2bApi, registeredUrls } from './c2b-api.ts';
import { callbackPost } from './callback-post.ts';
import { type CustomerPayments, customerPayments } from './customer-payments.ts';
import { type DarajaServer, listenDaraja } from './daraja-server.ts';
import { type MpesaDirectory, mpesaDirectory } from './directory.ts';
import { faultSwitch, noFaults } from './faults.ts';
import { type MpesaLedger, mpesaLedger } from './ledger.ts';
import { localRoutes } from './local-routes.ts';
import type { OperatorBookings } from './operator-bookings.ts';
import { seededRandom } from './random.ts';
import type { Registrations } from './registrations.ts';
import { requestLog } from './request-log.ts';
import { statusApi } from './status-api.ts';
import { stkApi } from './stk-api.ts';

export interface SimulatorSettings {
  /** Where M-Pesa's memory is kept; absent: it ends with the process. */
  readonly folder?: string;
  /** What the API is served on; closed with the simulator. Default: a free port. */
  readonly server?: DarajaServer;
  /** The same seed gives the same receipts and the same troubles. */
  readonly seed?: number;
  readonly clock?: () => number;
  /** How long a customer looks at a prompt that came through the API; default 1500. */
  readonly promptMs?: number;
  /** How long M-Pesa takes for an asynchronous answer; default 300. */
  readonly answerMs?: number;
}

export interface Simulator {
  /** What DARAJA_BASE_URL is to be. */
  readonly url: string;
  /** For the local surface. */
  readonly routes: readonly LocalRoute[];
  readonly directory: MpesaDirectory;
  readonly customers: CustomerPayments;
  /** To let M-Pesa know of what happened before. */
  readonly ledger: MpesaLedger;
  /** Once callbacks can be taken: sends what a killed run still owed. */
  resume(): void;
  /** Resolves when no callback is on its way. */
  idle(): Promise<void>;
  /** Forgets all customers, callbacks, requests and faults. */
  reset(): void;
  close(): Promise<void>;
}

const databaseFile = 'mpesa.sqlite';

/**
 * M-Pesa on this machine: its API, its customers, and the callbacks that follow.
 * Throws StartFailure when what it kept cannot be read.
 */
export async function startSimulator(
  settings: SimulatorSettings,
  needs: { readonly registrations: Registrations; readonly bookings: OperatorBookings },
): Promise<Simulator> {
  const { folder, seed = 1, clock = Date.now, promptMs = 1_500, answerMs = 300 } = settings;
  const { db, ledger } = openMemory(folder);
  // Not the same numbers again after a restart: receipts would repeat.
  const random = seededRandom(seed + ledger.count());
  const errors = darajaErrors(random);
  const faults = faultSwitch();
  const requests = requestLog();
  const registered = registeredUrls(db);
  const directory = mpesaDirectory(needs.registrations, registered);
  const callbacks = callbackPost({ db, faults, random, clock });
  const tokens = accessTokens({ db, directory, random, errors, clock });
  const customers = customerPayments({ ledger, callbacks, faults, random, clock });
  const shared = {
    directory,
    customers,
    ledger,
    callbacks,
    faults,
    random,
    errors,
    clock,
    registered,
    tokens,
    requests,
  };
  const server = settings.server ?? (await listenDaraja());
  server.serve({
    ...shared,
    stk: stkApi({ ...shared, promptMs }),
    c2b: c2bApi(shared),
    status: statusApi({ ...shared, answerMs }),
    balance: balanceApi({ ...shared, answerMs }),
  });
  return {
    url: server.url,
    routes: localRoutes({ ...shared, ...needs }),
    directory,
    customers,
    ledger,
    resume: callbacks.resume,
    idle: callbacks.idle,
    reset() {
      callbacks.clear();
      ledger.clear();
      registered.clear();
      tokens.expireAll();
      requests.clear();
      faults.set(noFaults);
      needs.registrations.forget();
    },
    async close() {
      await server.close();
      await callbacks.close();
      db.close();
    },
  };
}

function openMemory(folder: string | undefined): {
  readonly db: DatabaseSync;
  readonly ledger: MpesaLedger;
} {
  const file = folder === undefined ? ':memory:' : join(folder, databaseFile);
  try {
    const db = new DatabaseSync(file);
    // Survives the end of the process without a wait for the disk; a power cut may cost the last moments.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    return { db, ledger: mpesaLedger(db) };
  } catch (error) {
    throw new StartFailure(
      `${file} is damaged (${(error as Error).message}): remove the folder ${folder}, or set SALIO_STATE to another one.`,
    );
  }
}
