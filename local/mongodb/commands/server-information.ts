import { hostname } from 'node:os';
import { MongoFault } from '../faults.ts';
import type { Document } from '../values/documents.ts';
import type { Command } from './command.ts';

/** The version whose behaviour is imitated. Drivers read features off the wire version. */
const VERSION = [7, 0, 0, 0];
const WIRE_VERSION = 21;
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

const version = VERSION.slice(0, 3).join('.');

const limits = (connectionId: number): Document => ({
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
});

/** A stand-alone server: no replica set, hence no transactions and no change streams. */
const hello: Command = {
  takes: 'anything',
  run: (_command, { connectionId }) => ({ helloOk: true, isWritablePrimary: true, ...limits(connectionId) }),
};

const isMaster: Command = {
  takes: 'anything',
  run: (_command, { connectionId }) => ({ helloOk: true, ismaster: true, ...limits(connectionId) }),
};

const always = (answer: Document): Command => ({ takes: 'anything', run: () => answer });

const buildInfo = always({
  version,
  versionArray: VERSION,
  gitVersion: 'local emulator',
  modules: [],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  storageEngines: ['sqlite'],
});

const getParameter: Command = {
  takes: 'anything',
  run: (command) => {
    const known = { featureCompatibilityVersion: { version: VERSION.slice(0, 2).join('.') } };
    const asked = command.getParameter === '*' || 'featureCompatibilityVersion' in command;
    if (asked) return known;
    throw new MongoFault(72, 'no option found to get');
  },
};

export const SERVER_INFORMATION: Readonly<Record<string, Command>> = {
  hello,
  isMaster,
  ismaster: isMaster,
  buildInfo,
  buildinfo: buildInfo,
  getParameter,
  ping: always({}),
  endSessions: always({}),
  refreshSessions: always({}),
  connectionStatus: always({
    authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] },
  }),
  getCmdLineOpts: always({ argv: [], parsed: {} }),
  getLog: always({ totalLinesWritten: 0, log: [] }),
  hostInfo: {
    takes: 'anything',
    run: () => ({
      system: { currentTime: new Date(), hostname: hostname() },
      os: { type: process.platform },
      extra: {},
    }),
  },
  whatsmyuri: { takes: 'anything', run: (_command, { peer }) => ({ you: peer }) },
};
