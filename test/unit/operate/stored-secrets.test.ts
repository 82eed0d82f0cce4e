import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageSettings } from '../../../lib/stages.ts';
import { openSecrets } from '../../../local/runtime/aws/secrets.ts';
import { secretsOperations } from '../../../local/runtime/aws/secrets-operations.ts';
import { type ServiceEndpoint, serveOperations } from '../../../local/runtime/aws/service-endpoint.ts';
import { type StateFolder, takeStateFolder } from '../../../local/runtime/state-folder.ts';
import { missingSecrets } from '../../../operate/deploy/missing-secrets.ts';
import { deployedShortcodes } from '../../../operate/doctor/forwarding.ts';
import { lookAtSecrets } from '../../../operate/doctor/secrets.ts';
import { memoryHookDirectory } from '../../../shared/adapters/memory/hook-directory.ts';
import { shortcode } from '../../../shared/kernel/identifiers.ts';
import { startCannedCloudFormation } from '../../support/canned-cloudformation.ts';
import { aListing } from '../../support/simulated-mpesa.ts';

const settings = stageSettings('dev', {
  region: 'eu-west-1',
  daraja: { environment: 'sandbox' },
  notifications: { alarms: { secretName: 'acme/ops' } },
});
const now = Date.parse('2026-11-26T12:00:00Z');
const key = `whsec_${'A'.repeat(32)}`;
const partner = {
  ...{ consumerKey: 'k', consumerSecret: 's', initiatorName: 'api', securityCredential: 'c', passkey: 'p' },
  ...{ credentialSetOn: '2026-11-01', hookTokens: { '600111': ['0'.repeat(48)] } },
};

let state: StateFolder;
let service: ServiceEndpoint;
let client: SecretsManagerClient;
const before = { ...process.env };

beforeAll(async () => {
  state = await takeStateFolder(await mkdtemp(join(tmpdir(), 'secrets-')));
  service = await serveOperations(
    secretsOperations(openSecrets(state, { account: '000000000000', region: 'eu-west-1' })),
  );
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: service.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  client = new SecretsManagerClient({ region: settings.region });
});

afterAll(async () => {
  process.env = before;
  client?.destroy();
  await service?.close();
  await rm(state.directory, { recursive: true });
});

const put = (Name: string, value: unknown) =>
  client.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(value) }));

const hooks = memoryHookDirectory();
const look = () => lookAtSecrets(settings, now, hooks.shortcode);
const of = async (name: string) =>
  (await look())
    .filter(({ check }) => check === `secret ${name}`)
    .map(({ verdict, message }) => [verdict, message]);

it('a stage that is not deployed knows no shortcodes yet', async () => {
  const aws = await startCannedCloudFormation();
  process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = aws.endpoint;
  expect(await deployedShortcodes(settings)(shortcode('600111'))).toBeUndefined();
  await aws.stop();
  await expect(deployedShortcodes(settings)(shortcode('600111'))).rejects.toThrow('ECONNREFUSED');
});

describe('the secrets of a stage', () => {
  it('are missing until they are made', async () => {
    const all = [
      ...['salio/dev/mongodb', 'transaction-alerts/mongodb-connection'],
      ...['transaction-alerts/slack-webhook', 'acme/ops'],
    ];
    const missing = async () => {
      const found = await missingSecrets(settings);
      return { ...found, named: found?.named.map(({ name }) => name) };
    };
    expect(await missing()).toEqual({ named: all, ofPartners: true });
    await put('acme/ops', { webhook_url: 'https://hooks.slack.com/services/T0/B0/x' });
    await put('salio/dev/partners/acme', partner);
    expect(await missing()).toEqual({ named: all.filter((name) => name !== 'acme/ops'), ofPartners: false });
    expect(await of('acme/ops')).toEqual([['right', 'a webhook of Slack']]);
    expect(await of('salio/dev/mongodb')).toEqual([
      ['wrong', expect.stringContaining('is missing, payments and partners need it: aws secretsmanager')],
    ]);
  });

  it('hold a key to sign with for each partner whose notices go on', async () => {
    const to = { confirmation: 'https://erp.acme.co.ke/in' };
    const complete = ['right', expect.stringContaining('complete')];
    expect(await of('salio/dev/partners/acme')).toEqual([complete]);
    await hooks.putShortcodes([aListing({ forwardTo: to })]);
    const without = ['wrong', expect.stringContaining('forwardingSecret is missing, so nothing of 600111')];
    expect(await of('salio/dev/partners/acme')).toEqual([complete, without]);
    // Another partner's by now: its own secret has to have one.
    await hooks.putShortcodes([aListing({ forwardTo: to, partnerId: 'other' })]);
    expect(await of('salio/dev/partners/acme')).toEqual([complete]);

    await put('salio/dev/partners/other', { ...partner, forwardingSecret: key });
    expect(await of('salio/dev/partners/other')).toContainEqual([
      'right',
      'forwardingSecret signs what 600111 forward',
    ]);
    await put('salio/dev/partners/third', { ...partner, forwardingSecret: 'never-shown' });
    expect(await of('salio/dev/partners/third')).toContainEqual([
      'wrong',
      'forwardingSecret cannot be used: expected whsec_ and 24 to 64 bytes in base64, or two such',
    ]);
    expect(JSON.stringify(await look())).not.toMatch(/never-shown|AAAA/);
  });

  it('are looked at though nobody can say which shortcodes forward', async () => {
    const found = await lookAtSecrets(settings, now, () => Promise.reject(new Error('no table')));
    const unmade = { check: 'forwarding', verdict: 'unknown', message: expect.stringContaining('no table') };
    expect(found.filter(({ check }) => check === 'forwarding')).toEqual([unmade]);
    expect(found).toContainEqual({
      check: 'secret salio/dev/partners/acme',
      verdict: 'right',
      message: expect.stringContaining('complete'),
    });
  });
});
