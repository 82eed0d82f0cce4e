import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { settingsAsFar } from '../../lib/stages.ts';
import { openSecrets } from '../../local/runtime/aws/secrets.ts';
import { secretsOperations } from '../../local/runtime/aws/secrets-operations.ts';
import { type ServiceEndpoint, serveOperations } from '../../local/runtime/aws/service-endpoint.ts';
import { type StateFolder, takeStateFolder } from '../../local/runtime/state-folder.ts';
import { examineFound } from '../../operate/doctor/examine.ts';
import { type CannedCloudFormation, startCannedCloudFormation } from '../support/canned-cloudformation.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const before = { ...process.env };
let state: StateFolder;
let secrets: ServiceEndpoint;
let aws: CannedCloudFormation;

/** Secrets, whose credentials they are, and nothing else of AWS. */
beforeAll(async () => {
  state = await takeStateFolder(await mkdtemp(join(tmpdir(), 'doctor-settings-')));
  const store = openSecrets(state, { account: '000000000000', region: 'eu-west-1' });
  store.put(
    'salio/dev/partners/acme',
    JSON.stringify({
      ...{
        consumerKey: 'k',
        consumerSecret: 's',
        initiatorName: 'api',
        securityCredential: 'c',
        passkey: 'p',
      },
      ...{ credentialSetOn: '2026-08-01', hookTokens: { '600111': ['0'.repeat(48)] } },
    }),
  );
  secrets = await serveOperations(secretsOperations(store));
  aws = await startCannedCloudFormation();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_STS: aws.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
});

afterAll(async () => {
  process.env = before;
  await aws?.stop();
  await secrets?.close();
  await rm(state.directory, { recursive: true });
});

it('the doctor names every forbidden word of the domain, and what else is wrong as well', async () => {
  const found = await examineFound(
    settingsAsFar('dev', {
      region: 'eu-west-1',
      daraja: { environment: 'production' },
      domain: {
        name: 'malipo.querycmd.test',
        certificateArn: 'arn:aws:acm:eu-west-1:000000000000:certificate/1',
      },
      mongodb: { connectionLimit: 10 },
      removal: 'destroy',
    }),
    now,
  );
  const wrong = found
    .filter(({ verdict }) => verdict === 'wrong')
    .map(({ check, message }) => `${check}: ${message}`);
  expect(wrong).toEqual(
    [
      'settings: config/dev.json domain.name: expected a name without "cmd" and "query": Daraja refuses such callback URLs, got "malipo.querycmd.test"',
      'settings: config/dev.json removal: expected "retain" in production, got "destroy"',
      'secret salio/dev/mongodb: is missing',
      'secret transaction-alerts/mongodb-connection: is missing',
      'secret transaction-alerts/slack-webhook: is missing',
      'secret salio/dev/partners/acme: credentialSetOn: set on 2026-08-01, expired 27 days ago',
      'callback URLs: Daraja refuses URLs with "cmd", "query"',
      'connection limit: functions may open',
    ].map((text) => expect.stringContaining(text)),
  );
  expect(found.map(({ message }) => message).join()).not.toContain('the settings must be right first');
}, 60_000);

it('the doctor makes no check whose setting nobody can understand', async () => {
  const found = await examineFound(settingsAsFar('dev', { region: 'Ireland' }), now);
  expect(found.filter(({ message }) => message.includes('the settings must be right first'))).toHaveLength(3);
});
