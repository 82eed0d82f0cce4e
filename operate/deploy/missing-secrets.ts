import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { StageSettings } from '../../lib/stages.ts';
import { type NamedSecret, namedSecrets } from '../doctor/named-secrets.ts';
import {
  createSecretCommand,
  missing,
  partnerSecretNames,
  readSecretJson,
} from '../doctor/stored-secrets.ts';

/** Secrets that a stage reads and nobody has made yet. */
export interface MissingSecrets {
  readonly named: readonly NamedSecret[];
  /** Not one partner has its secret. */
  readonly ofPartners: boolean;
}

/** Looks for them in the stage's region; undefined where that is refused, as the doctor has said by then. */
export async function missingSecrets(settings: StageSettings): Promise<MissingSecrets | undefined> {
  const client = new SecretsManagerClient({ region: settings.region, maxAttempts: 2 });
  try {
    const all = namedSecrets(settings);
    const values = await Promise.all(all.map(({ name }) => readSecretJson(client, name)));
    const ofPartners = await partnerSecretNames(client, settings.partnerSecretPrefix);
    return { named: all.filter((_, at) => values[at] === missing), ofPartners: ofPartners.length === 0 };
  } catch {
    return undefined;
  }
}

/** How to make them, each once: what for, what the file holds, and the command. */
export function secretSteps(
  { region, partnerSecretPrefix }: StageSettings,
  { named, ofPartners }: MissingSecrets,
): readonly (readonly [string, string])[] {
  const command = (name: string, file: string) => `     ${createSecretCommand(region, name, file)}`;
  const steps = [...Map.groupBy(named, ({ name }) => name)].map(([name, uses]) => {
    const needers = [...new Set(uses.map(({ neededBy }) => neededBy))].join(' and ');
    const what = `Make the secret that ${needers} need; the file holds ${JSON.stringify(contentFor(uses))}:`;
    return [what, command(name, `${name.replaceAll('/', '-')}.json`)] as const;
  });
  if (!ofPartners) return steps;
  const what = "Give it the Daraja credentials of each partner, in a secret named by the partner's _id:";
  return [...steps, [what, command(`${partnerSecretPrefix}<partnerId>`, 'partner.json')]];
}

type Content = { [key: string]: Content | string };

const placeholders: Readonly<Record<NamedSecret['kind'], string>> = {
  mongodb: 'mongodb+srv://…',
  slack: 'https://hooks.slack.com/services/…',
};

/** A secret may hold several values, each under its own path. */
function contentFor(uses: readonly NamedSecret[]): Content {
  const content: Content = {};
  for (const { kind, path } of uses) {
    const keys = path.split('.');
    const last = keys.pop() ?? path;
    let inner = content;
    for (const key of keys) {
      const next = inner[key];
      inner = inner[key] = typeof next === 'object' ? next : {};
    }
    inner[last] = placeholders[kind];
  }
  return content;
}
