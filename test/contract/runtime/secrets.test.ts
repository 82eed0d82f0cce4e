import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSecrets } from '../../../local/runtime/aws/secrets.ts';
import { secretsOperations } from '../../../local/runtime/aws/secrets-operations.ts';
import { type ServiceEndpoint, serveOperations } from '../../../local/runtime/aws/service-endpoint.ts';
import { type StateFolder, takeStateFolder } from '../../../local/runtime/state-folder.ts';

const place = { account: '000000000000', region: 'eu-west-1' };
let state: StateFolder;
let service: ServiceEndpoint;
let client: SecretsManagerClient;

beforeEach(async () => {
  state = await takeStateFolder(await mkdtemp(join(tmpdir(), 'secrets-')));
  service = await serveOperations(secretsOperations(openSecrets(state, place)));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SecretsManagerClient({ endpoint: service.url, region: place.region, credentials });
});

afterEach(async () => {
  client.destroy();
  await service.close();
  await rm(state.directory, { recursive: true });
});

const create = (Name: string, SecretString = 'text') =>
  client.send(new CreateSecretCommand({ Name, SecretString }));
const read = async (SecretId: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

describe('the secrets', () => {
  it('are found by name, by ARN, and by the ARN without its last characters', async () => {
    const { ARN: arn = '' } = await create('shop/key', '{"a":1}');
    expect(arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:shop\/key-[a-z0-9]{6}$/);
    expect(await Promise.all(['shop/key', arn, arn.slice(0, -7)].map(read))).toEqual([
      '{"a":1}',
      '{"a":1}',
      '{"a":1}',
    ]);
  });

  it('change, each time with a version of their own', async () => {
    const { VersionId: first } = await create('key');
    const { VersionId: second } = await client.send(
      new PutSecretValueCommand({ SecretId: 'key', SecretString: 'b' }),
    );
    expect(second).not.toBe(first);
    expect(await read('key')).toBe('b');
    await client.send(new UpdateSecretCommand({ SecretId: 'key', Description: 'of the shop' }));
    expect(await client.send(new DescribeSecretCommand({ SecretId: 'key' }))).toMatchObject({
      Name: 'key',
      Description: 'of the shop',
    });
    expect(await read('key')).toBe('b');
  });

  it('are listed by the beginning of their names, page by page', async () => {
    for (const name of ['shop/c', 'shop/a', 'other', 'shop/b']) await create(name);
    const names = async (more: object = {}) => {
      const { SecretList: list = [], NextToken } = await client.send(
        new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['shop/'] }], ...more }),
      );
      return [list.map(({ Name }) => Name), NextToken] as const;
    };
    expect(await names()).toEqual([['shop/a', 'shop/b', 'shop/c'], undefined]);
    const [first, next] = await names({ MaxResults: 2 });
    expect([first, (await names({ MaxResults: 2, NextToken: next }))[0]]).toEqual([
      ['shop/a', 'shop/b'],
      ['shop/c'],
    ]);
  });

  it('answer as Secrets Manager does what cannot be', async () => {
    await create('key');
    await expect(create('key')).rejects.toThrow(ResourceExistsException);
    await expect(read('nothing')).rejects.toThrow(ResourceNotFoundException);
    await expect(
      client.send(new PutSecretValueCommand({ SecretId: 'nothing', SecretString: 'a' })),
    ).rejects.toThrow(ResourceNotFoundException);
    await client.send(new DeleteSecretCommand({ SecretId: 'key' }));
    await expect(read('key')).rejects.toThrow(ResourceNotFoundException);
    await create('empty', undefined);
  });

  it('refuse by its name what is not served here', async () => {
    await expect(client.send(new GetRandomPasswordCommand({}))).rejects.toThrow(
      'secretsmanager.GetRandomPassword is not served on this machine',
    );
  });

  it('are kept over a restart, for their owner only', async () => {
    await create('key', 'kept');
    expect(openSecrets(state, place).find('key')?.value).toBe('kept');
    expect((await stat(join(state.directory, 'secrets.json'))).mode & 0o077).toBe(0);
  });
});
