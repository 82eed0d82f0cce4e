import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { secretArn } from '../assembly/identities.ts';
import type { Wired } from '../assembly/wiring.ts';
import type { StateFolder } from '../state-folder.ts';

const storedSecret = z.readonly(
  z.object({
    name: z.string(),
    arn: z.string(),
    value: z.string().optional(),
    version: z.string(),
    description: z.string(),
    createdAt: z.number(),
    changedAt: z.number(),
  }),
);

export type StoredSecret = z.infer<typeof storedSecret>;

/** All secrets of the local system, in one file of the state folder that only its owner can read. */
export interface SecretStore {
  /** By name, by ARN, or by the ARN without its last six characters. */
  find(id: string): StoredSecret | undefined;
  list(): readonly StoredSecret[];
  /** @param version of this name; default: a new one. */
  put(name: string, value: string | undefined, description?: string, version?: string): StoredSecret;
  remove(name: string): void;
}

type Secret = Wired<'AWS::SecretsManager::Secret'>;

const file = 'secrets.json';

/** Throws StartFailure when the file does not hold what was put there. */
export function openSecrets(
  state: StateFolder,
  place: { readonly account: string; readonly region: string },
): SecretStore {
  const secrets = new Map(readKept(state).map((secret) => [secret.name, secret]));
  const save = () => state.write(file, JSON.stringify([...secrets.values()]));
  return {
    find: (id) =>
      secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id),
    list: () => [...secrets.values()],
    put: (name, value, description, version = crypto.randomUUID()) => {
      const now = Date.now();
      const last = secrets.get(name);
      const secret: StoredSecret = {
        name,
        arn: secretArn(place, name),
        ...(value !== undefined && { value }),
        version,
        description: description ?? last?.description ?? '',
        createdAt: last?.createdAt ?? now,
        changedAt: now,
      };
      secrets.set(name, secret);
      save();
      return secret;
    },
    remove: (name) => {
      secrets.delete(name);
      save();
    },
  };
}

function readKept(state: StateFolder): readonly StoredSecret[] {
  const text = state.read(file) ?? '[]';
  try {
    const parsed = z.array(storedSecret).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // What JSON.parse says shows a part of the text, and that may be of a secret.
  }
  throw state.damaged(file, new Error('it does not hold secrets as JSON'));
}

/** Creates a secret of the template with the text given or generated there, unless it is kept from an earlier run. */
export function createSecret(store: SecretStore, secret: Secret): void {
  if (store.find(secret.name)) return;
  const { SecretString: text, GenerateSecretString: recipe } = secret.properties;
  store.put(secret.name, recipe ? generate(recipe) : text);
}

type Recipe = NonNullable<Secret['properties']['GenerateSecretString']>;

function generate(recipe: Recipe): string {
  const kinds = [
    recipe.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    recipe.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    recipe.ExcludeNumbers ? '' : '0123456789',
    recipe.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    recipe.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !recipe.ExcludeCharacters.includes(character)))
    .filter((kind) => kind.length > 0);
  const one = (from: readonly string[]) => from[randomInt(from.length)] ?? '';
  const characters = recipe.RequireEachIncludedType ? kinds.map(one) : [];
  while (characters.length < recipe.PasswordLength) characters.push(one(kinds.flat()));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  const password = characters.join('');
  if (recipe.GenerateStringKey === undefined) return password;
  return JSON.stringify({
    ...JSON.parse(recipe.SecretStringTemplate ?? '{}'),
    [recipe.GenerateStringKey]: password,
  });
}
