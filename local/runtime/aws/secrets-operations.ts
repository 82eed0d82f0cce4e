import type { JsonObject } from '../assembly/json.ts';
import { isJsonObject } from '../assembly/json.ts';
import type { SecretStore, StoredSecret } from './secrets.ts';
import { type Operation, ServiceFault } from './service-endpoint.ts';

/**
 * Secrets Manager as far as handlers and commands use it: one current version of each secret, and versions that are to become
 * it, until the process ends; text only.
 */
export function secretsOperations(store: SecretStore): Record<string, Operation> {
  const find = (input: JsonObject): StoredSecret => {
    const secret = store.find(String(input.SecretId));
    if (!secret)
      throw new ServiceFault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  };
  const text = (input: JsonObject): string | undefined => {
    if (input.SecretBinary !== undefined)
      throw new ServiceFault('InvalidParameterException', 'SecretBinary is not kept on this machine');
    return typeof input.SecretString === 'string' ? input.SecretString : undefined;
  };
  /** Versions under a label of their own, by secret and id. */
  const candidates = new Map<string, string>();
  const change = (input: JsonObject): JsonObject => {
    const { name, value } = find(input);
    const description = typeof input.Description === 'string' ? input.Description : undefined;
    return reference(store.put(name, text(input) ?? value, description));
  };

  return {
    'secretsmanager.GetSecretValue': (input) => {
      const secret = find(input);
      const stage = input.VersionStage ?? 'AWSCURRENT';
      if (
        secret.value === undefined ||
        stage !== 'AWSCURRENT' ||
        (input.VersionId ?? secret.version) !== secret.version
      ) {
        throw new ServiceFault(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
        );
      }
      return {
        ...reference(secret),
        SecretString: secret.value,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: secret.changedAt / 1000,
      };
    },
    'secretsmanager.CreateSecret': (input) => {
      const name = String(input.Name);
      if (store.find(name))
        throw new ServiceFault(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      return reference(
        store.put(name, text(input), typeof input.Description === 'string' ? input.Description : ''),
      );
    },
    'secretsmanager.PutSecretValue': (input) => {
      const stages = Array.isArray(input.VersionStages) ? input.VersionStages.map(String) : ['AWSCURRENT'];
      if (stages.includes('AWSCURRENT')) return { ...change(input), VersionStages: stages };
      const secret = find(input);
      const version = crypto.randomUUID();
      candidates.set(`${secret.name} ${version}`, text(input) ?? '');
      return { ...reference(secret), VersionId: version, VersionStages: stages };
    },
    'secretsmanager.UpdateSecretVersionStage': (input) => {
      const secret = find(input);
      const key = `${secret.name} ${input.MoveToVersionId}`;
      const value = candidates.get(key);
      if (input.VersionStage !== 'AWSCURRENT' || value === undefined)
        throw new ServiceFault(
          'InvalidParameterException',
          'There is no such version to make the current one.',
        );
      if (input.RemoveFromVersionId !== secret.version)
        throw new ServiceFault(
          'InvalidParameterException',
          `The staging label AWSCURRENT is currently attached to version ${secret.version}.`,
        );
      candidates.delete(key);
      return reference(store.put(secret.name, value, undefined, String(input.MoveToVersionId)));
    },
    'secretsmanager.UpdateSecret': change,
    'secretsmanager.DescribeSecret': (input) => describe(find(input)),
    'secretsmanager.ListSecrets': (input) => list(store, input),
    'secretsmanager.DeleteSecret': (input) => {
      const { name, arn } = find(input);
      store.remove(name);
      return { ARN: arn, Name: name, DeletionDate: Date.now() / 1000 };
    },
  };
}

function list(store: SecretStore, input: JsonObject): JsonObject {
  const filters = Array.isArray(input.Filters) ? input.Filters.filter(isJsonObject) : [];
  const other = filters.find(({ Key }) => Key !== 'name');
  if (other)
    throw new ServiceFault(
      'InvalidParameterException',
      `The filter ${other.Key} is not understood on this machine`,
    );
  const found = store
    .list()
    .filter(({ name }) =>
      filters.every(
        ({ Values }) => Array.isArray(Values) && Values.some((value) => matches(name, String(value))),
      ),
    )
    .sort((left, right) => left.name.localeCompare(right.name));
  const from = Number(input.NextToken ?? 0);
  const to = from + Number(input.MaxResults ?? 100);
  return {
    SecretList: found.slice(from, to).map(describe),
    ...(to < found.length && { NextToken: String(to) }),
  };
}

/** A filter by name is a prefix, and excludes when it begins with an exclamation mark. */
function matches(name: string, filter: string): boolean {
  return filter.startsWith('!') ? !name.startsWith(filter.slice(1)) : name.startsWith(filter);
}

function reference({ name, arn, version }: StoredSecret): JsonObject {
  return { ARN: arn, Name: name, VersionId: version };
}

function describe(secret: StoredSecret): JsonObject {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    VersionIdsToStages: { [secret.version]: ['AWSCURRENT'] },
  };
}
