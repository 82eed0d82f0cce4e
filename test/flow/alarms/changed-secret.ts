import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { LocalSalio } from '../../../local/start-salio.ts';

const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** Works with another value in a secret, read anew by these functions. */
export function changedSecret({ runtime }: LocalSalio) {
  const secrets = new SecretsManagerClient({ ...aws, endpoint: runtime.endpoints.secretsManager });
  return async (
    id: string,
    change: (value: Record<string, unknown>) => unknown,
    readers: readonly string[],
    work: () => Promise<unknown>,
  ): Promise<void> => {
    const restart = async () => {
      for (const each of runtime.functions) if (readers.includes(each.name)) await each.restart();
    };
    const put = (SecretString: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId: id, SecretString }));
    const { SecretString: before = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
    await put(JSON.stringify(change(JSON.parse(before))));
    await restart();
    try {
      await work();
    } finally {
      await put(before);
      await restart();
    }
  };
}

/** Works while these functions find no MongoDB. */
export const mongodbAway = (salio: LocalSalio, functions: readonly string[], work: () => Promise<unknown>) =>
  changedSecret(salio)(
    salio.runtime.variable('MONGODB_SECRET_ID'),
    () => ({ connection_string: 'mongodb://127.0.0.1:1/operations?serverSelectionTimeoutMS=200' }),
    functions,
    work,
  );
