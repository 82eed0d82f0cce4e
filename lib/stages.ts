import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { forbiddenWordsIn } from './daraja.ts';
import { type StageConfig, stageConfigSchema } from './stage-settings.ts';

const configFolder = join(import.meta.dirname, '..', 'config');

/** The settings of a stage, with every default filled in. */
export interface StageSettings extends StageConfig {
  readonly stage: string;
  readonly partnerSecretPrefix: string;
  readonly mongodb: StageConfig['mongodb'] & { readonly secretName: string };
  readonly reconciliation: StageConfig['reconciliation'] & { readonly graceSeconds: number };
  readonly notifications: StageConfig['notifications'] & {
    readonly groupSeconds: number;
    readonly intervalSeconds: number;
  };
}

/** The configuration cannot be used; the message says where and what was expected. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Names of the stages that have a file in `config/`. */
export const stageNames = (): readonly string[] =>
  readdirSync(configFolder)
    .filter((file) => file.endsWith('.json') && file !== 'stage.schema.json')
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

/** Reads `config/<stage>.json`. Throws a ConfigurationError that lists every fault. */
export const readStage = (stage: string | undefined): StageSettings => withoutFault(readStageAsFar(stage));

/** Settings as far as they can be understood, and all that is wrong with them. */
export interface FoundSettings {
  readonly stage: string;
  readonly file: string;
  /** Absent where a fault leaves open what is meant. */
  readonly settings?: StageSettings;
  readonly faults: readonly string[];
}

/** Reads `config/<stage>.json` for who can go on with a fault. Throws a ConfigurationError if there is no such JSON. */
export const readStageAsFar = (stage: string | undefined): FoundSettings => {
  const known = stageNames();
  if (stage === undefined || !known.includes(stage)) {
    const given = stage === undefined ? 'No stage was named' : `There is no stage "${stage}"`;
    throw new ConfigurationError(`${given}; the stages are ${known.join(', ')} (one file each in config/).`);
  }
  const file = `config/${stage}.json`;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(configFolder, `${stage}.json`), 'utf8'));
  } catch (cause) {
    throw new ConfigurationError(`${file} is not readable JSON: ${(cause as Error).message}`);
  }
  return settingsAsFar(stage, content);
};

/** The region that a stage's file names, whatever else is wrong with it; undefined if it names none. */
export const statedRegion = (stage: string): string | undefined => {
  if (!stageNames().includes(stage)) return undefined;
  const stated = /"region"\s*:\s*"([a-z0-9-]+)"/.exec(
    readFileSync(join(configFolder, `${stage}.json`), 'utf8'),
  );
  return stated?.[1];
};

/** Settings from the content of a stage's file. Throws a ConfigurationError that lists every fault. */
export const stageSettings = (stage: string, content: unknown): StageSettings =>
  withoutFault(settingsAsFar(stage, content));

const withoutFault = ({ file, settings, faults }: FoundSettings): StageSettings => {
  if (settings && faults.length === 0) return settings;
  const heading = `${file} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:`;
  throw new ConfigurationError([heading, ...faults.map((fault) => `  ${fault}`)].join('\n'));
};

/** The same for who can go on with a fault. */
export const settingsAsFar = (stage: string, content: unknown): FoundSettings => {
  const file = `config/${stage}.json`;
  const parsed = stageConfigSchema.safeParse(content);
  const faults = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => describe(issue, content)),
    ...conflicts(stage, content),
  ];
  return { stage, file, faults, ...(parsed.success && { settings: withDefaults(stage, parsed.data) }) };
};

const withDefaults = (stage: string, config: StageConfig): StageSettings => ({
  ...config,
  stage,
  partnerSecretPrefix: config.partnerSecretPrefix ?? `salio/${stage}/partners/`,
  mongodb: { ...config.mongodb, secretName: config.mongodb.secretName ?? `salio/${stage}/mongodb` },
  reconciliation: {
    ...config.reconciliation,
    graceSeconds: config.reconciliation.graceSeconds ?? (stage === 'local' ? 10 : 600),
  },
  notifications: {
    ...config.notifications,
    groupSeconds: config.notifications.groupSeconds ?? (stage === 'local' ? 5 : 30),
    intervalSeconds: config.notifications.intervalSeconds ?? (stage === 'local' ? 10 : 300),
  },
});

/** Where in Slack people are told what has no destination of its own. */
export const slackDestinations = ({ notifications: { discrepancies, unmatched, alarms } }: StageSettings) =>
  [discrepancies, unmatched, alarms].filter((to) => to !== undefined);

/** Secrets beside those of partners that hold a webhook of Slack, each once. */
export const slackSecretNames = (settings: StageSettings): readonly string[] => [
  ...new Set([
    ...settings.revenue.reports.map(({ slackSecretName }) => slackSecretName),
    ...slackDestinations(settings).map(({ secretName }) => secretName),
  ]),
];

/** Throws a ConfigurationError if the stage is not one for AWS, or still holds what its example came with. */
export const checkDeployable = ({ stage, domain }: StageSettings): void => {
  if (stage === 'local') throw new ConfigurationError('The stage local runs on this machine: npm start.');
  if (domain?.name.endsWith('example.com')) {
    throw new ConfigurationError(
      `config/${stage}.json still holds the example's domain ${domain.name}: put a domain.name and domain.certificateArn of your own.`,
    );
  }
};

/** The JSON Schema of a stage's file, for editors. */
export const stageJsonSchema = (): object => z.toJSONSchema(stageConfigSchema, { io: 'input' });

/** Faults of the name and between fields; read from the raw content so that they are listed together with all others. */
const conflicts = (stage: string, content: unknown): readonly string[] => {
  const faults: string[] = [];
  // It is part of the names of stacks, of the bus and of secrets; the strictest of them are the stacks.
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(stage)) {
    faults.push(`(file name): expected a lower-case letter and up to 30 of a-z, 0-9 and -, got "${stage}"`);
  }
  if (
    valueAt(content, ['daraja', 'environment']) === 'production' &&
    valueAt(content, ['domain']) === undefined
  ) {
    faults.push(
      'domain: required with daraja.environment "production": the default host contains "execute-api", and Daraja refuses URLs with "exec"',
    );
  }
  const words = forbiddenWordsIn(String(valueAt(content, ['domain', 'name']) ?? ''));
  if (words.length > 0) {
    const without = words.map((word) => `"${word}"`).join(' and ');
    const given = JSON.stringify(valueAt(content, ['domain', 'name']));
    faults.push(
      `domain.name: expected a name without ${without}: Daraja refuses such callback URLs, got ${given}`,
    );
  }
  const isProduction = stage === 'prod' || valueAt(content, ['daraja', 'environment']) === 'production';
  if (isProduction && valueAt(content, ['removal']) === 'destroy') {
    faults.push('removal: expected "retain" in production, got "destroy"');
  }
  return faults;
};

const describe = (issue: z.core.$ZodIssue, content: unknown): readonly string[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...issue.path, key].join('.')}: unknown field`);
  }
  const given = valueAt(content, issue.path);
  const expectation = issue.message
    .replace(/^(Invalid (input|option)|Too (small|big)): /, '')
    .replace(/, received .*$/, '');
  return [
    `${issue.path.join('.') || '(file)'}: ${expectation}, got ${given === undefined ? 'nothing' : JSON.stringify(given)}`,
  ];
};

const valueAt = (content: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined | null)?.[key],
    content,
  );
