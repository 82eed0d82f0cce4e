import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSecrets } from '../../../local/runtime/aws/secrets.ts';
import { secretsOperations } from '../../../local/runtime/aws/secrets-operations.ts';
import { serveOperations } from '../../../local/runtime/aws/service-endpoint.ts';
import { secretsWebhookVault } from '../../../shared/adapters/secrets-manager/webhook-vault.ts';
import { partnerId } from '../../../shared/kernel/identifiers.ts';

const acme = partnerId('acme');
const url = (name: string) => `https://hooks.slack.com/services/T0/B0/${name}`;

describe('the vault of webhooks', () => {
  let service: Awaited<ReturnType<typeof serveOperations>>;
  let client: SecretsManagerClient;
  const vault = () => secretsWebhookVault(client, 'partners/');
  const secret = async () =>
    JSON.parse(
      (await client.send(new GetSecretValueCommand({ SecretId: 'partners/acme' }))).SecretString ?? '',
    );
  const change = (value: object) =>
    client.send(
      new PutSecretValueCommand({ SecretId: 'partners/acme', SecretString: JSON.stringify(value) }),
    );

  beforeAll(async () => {
    const files = new Map<string, string>();
    const state = {
      read: (name: string) => files.get(name),
      write: (name: string, text: string) => {
        files.set(name, text);
      },
    } as unknown as Parameters<typeof openSecrets>[0];
    const store = openSecrets(state, { account: '000000000000', region: 'eu-west-1' });
    service = await serveOperations(secretsOperations(store));
    client = new SecretsManagerClient({
      endpoint: service.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const SecretString = JSON.stringify({ consumerKey: 'k' });
    await client.send(new CreateSecretCommand({ Name: 'partners/acme', SecretString }));
  });
  beforeEach(() => change({ consumerKey: 'k' }));
  afterAll(() => service.close());

  it('keeps webhooks by row beside all else that is in the secret', async () => {
    expect(await vault().put(acme, 'all', url('a'))).toBe('stored');
    expect(await vault().put(acme, 'all', url('b'))).toBe('stored');
    expect(await secret()).toEqual({ consumerKey: 'k', slackWebhooks: { all: url('b') } });
    await vault().remove(acme, 'all');
    await vault().remove(acme, 'all');
    expect(await secret()).toEqual({ consumerKey: 'k', slackWebhooks: {} });
  });

  it('says when a partner has no secret to keep it in', async () => {
    expect(await vault().put(partnerId('bora'), 'all', url('a'))).toBe('no_secret');
  });

  it('loses no change of many that come at the same time', async () => {
    const keys = ['1', '2', '3', '4', '5'] as unknown as readonly Parameters<
      ReturnType<typeof vault>['put']
    >[1][];
    await Promise.all(keys.map((key) => vault().put(acme, key, url(key))));
    expect(Object.keys((await secret()).slackWebhooks).toSorted()).toEqual(keys);
  });

  it('is made once more on top of what somebody else put there meanwhile', async () => {
    let isFirst = true;
    const send = client.send.bind(client);
    const meddled = Object.assign(Object.create(client), {
      send: async (command: object) => {
        if (command.constructor.name === 'UpdateSecretVersionStageCommand' && isFirst) {
          isFirst = false;
          await change({ consumerKey: 'rotated' });
        }
        return send(command as never);
      },
    }) as SecretsManagerClient;
    expect(await secretsWebhookVault(meddled, 'partners/').put(acme, 'all', url('a'))).toBe('stored');
    expect(await secret()).toEqual({ consumerKey: 'rotated', slackWebhooks: { all: url('a') } });
  });

  it('quotes nothing of a secret that it cannot read', async () => {
    await client.send(
      new PutSecretValueCommand({ SecretId: 'partners/acme', SecretString: 'hunter2 is no JSON' }),
    );
    await expect(vault().put(acme, 'all', url('a'))).rejects.toThrow(
      /^secret partners\/acme is no JSON object/,
    );
  });
});
