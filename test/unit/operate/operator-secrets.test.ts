import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSecrets, type SecretStore } from '../../../local/runtime/aws/secrets.ts';
import { secretsOperations } from '../../../local/runtime/aws/secrets-operations.ts';
import { type ServiceEndpoint, serveOperations } from '../../../local/runtime/aws/service-endpoint.ts';
import { type StateFolder, takeStateFolder } from '../../../local/runtime/state-folder.ts';
import { secretJson } from '../../../operate/operator-secrets.ts';
import { runCommandOn } from '../../support/operator-command.ts';

const name = 'salio/local/mongodb';
const before = { ...process.env };
let state: StateFolder;
let secrets: SecretStore;
let service: ServiceEndpoint;
let status: Server;

/** As much of what runs on a machine as is asked before the secret. */
beforeAll(async () => {
  state = await takeStateFolder(await mkdtemp(join(tmpdir(), 'operator-secrets-')));
  secrets = openSecrets(state, { account: '000000000000', region: 'eu-west-1' });
  service = await serveOperations(secretsOperations(secrets));
  status = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  const aws = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: service.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  Object.assign(process.env, aws);
  await once(status, 'listening');
  const installation = {
    url: `http://127.0.0.1:${(status.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    queues: [],
    variables: {
      ...aws,
      PAYMENTS_TABLE: 'payments',
      RECONCILIATION_TABLE: 'reconciliation',
      RECONCILIATIONS_QUEUE_URL: 'http://127.0.0.1:9/reconciliations',
      MONGODB_SECRET_ID: name,
      MONGODB_SETTINGS: JSON.stringify({
        database: 'operations',
        collections: { payments: 'payments', partners: 'partners' },
        maxPoolSize: 2,
      }),
    },
  };
  await writeFile(join(state.directory, 'installation.json'), JSON.stringify(installation));
});

afterAll(async () => {
  process.env = before;
  status?.close();
  await service?.close();
  await rm(state.directory, { recursive: true });
});

describe.each([
  [
    'missing',
    undefined,
    `There is no secret ${name}: make it; it holds {"connection_string": "mongodb+srv://…"}.`,
  ],
  [
    'not JSON',
    'mongodb://never-shown',
    `Secret ${name} is not JSON: expected {"connection_string": "mongodb+srv://…"}.`,
  ],
  ['without its member', '{"uri":"mongodb://never-shown"}', `Secret ${name} holds no connection string`],
  ['of another scheme', '{"connection_string":"never-shown"}', `Secret ${name} holds no connection string`],
  ['null', 'null', `Secret ${name} holds no connection string`],
])('a MongoDB secret that is %s', (_, value, told) => {
  it('is told by npm run reconcile in one line, which quotes none of it', async () => {
    secrets.remove(name);
    if (value !== undefined) secrets.put(name, value);
    for (const which of [
      ['--payment', 'one'],
      ['--since', '2h'],
    ]) {
      const { status, said, complained } = await runCommandOn(state.directory, 'reconcile', ...which);
      expect([status, said]).toEqual([1, '']);
      expect(complained.trim().split('\n')).toEqual([expect.stringContaining(told)]);
      expect(complained).not.toContain('never-shown');
    }
  });
});

it('the secret of a partner is told of in the same way', async () => {
  secrets.put('salio/local/partners/acme', 'never-shown');
  await expect(secretJson('salio/local/partners/acme', 'keys')).rejects.toMatchObject({
    name: 'ConfigurationError',
    message: 'Secret salio/local/partners/acme is not JSON: expected keys.',
  });
  await expect(secretJson('salio/local/partners/gone', 'keys')).rejects.toThrow(
    'There is no secret salio/local/partners/gone: make it; it holds keys.',
  );
});
