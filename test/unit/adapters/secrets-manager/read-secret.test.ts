import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ReadSecret, secretReader } from '../../../../shared/adapters/secrets-manager/read-secret.ts';
import { type CannedService, startCannedService } from '../../../support/canned-service.ts';

const minuteMs = 60_000;
const unknownSecret = {
  status: 400,
  body: { __type: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
};

let service: CannedService;
let client: SecretsManagerClient;
let now = 0;
let readSecret: ReadSecret;

beforeAll(async () => {
  service = await startCannedService();
  client = new SecretsManagerClient({
    endpoint: service.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(() => service.stop());
beforeEach(() => {
  now = 0;
  readSecret = secretReader(
    () => client,
    () => now,
  );
});

describe('a secret reader', () => {
  it('reads the JSON of a secret', async () => {
    service.answerWith({ body: { SecretString: '{"connection_string":"mongodb://…"}' } });
    expect(await readSecret('salio/dev/mongodb')).toEqual({ connection_string: 'mongodb://…' });
    expect(service.requests).toEqual([{ SecretId: 'salio/dev/mongodb' }]);
  });

  it('asks once in five minutes, and once for those who ask at the same time', async () => {
    service.answerWith({ body: { SecretString: '1' } }, { body: { SecretString: '2' } });
    expect(await Promise.all([readSecret('a'), readSecret('a')])).toEqual([1, 1]);
    now = 5 * minuteMs - 1;
    expect(await readSecret('a')).toBe(1);
    now = 5 * minuteMs;
    expect(await readSecret('a')).toBe(2);
    expect(service.requests).toHaveLength(2);
  });

  it('finds none where there is none, and one as soon as it was made', async () => {
    service.answerWith(unknownSecret, { body: { SecretString: '"made"' } });
    expect(await readSecret('a')).toBeUndefined();
    expect(await readSecret('a')).toBe('made');
  });

  it('throws what it cannot reach, and asks again the next time', async () => {
    const denied = { status: 400, body: { __type: 'AccessDeniedException', message: 'not allowed' } };
    service.answerWith(denied, { body: { SecretString: '1' } });
    await expect(readSecret('a')).rejects.toThrow('not allowed');
    expect(await readSecret('a')).toBe(1);
  });

  it('quotes nothing of a secret that is no JSON', async () => {
    service.answerWith({ body: { SecretString: 'hunter2 is the password' } });
    await expect(readSecret('a')).rejects.toThrow(/^secret a is not JSON$/);
  });
});
