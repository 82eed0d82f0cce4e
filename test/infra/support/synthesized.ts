import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundleLambdas } from '../../../bin/bundle.ts';
import { buildApp } from '../../../lib/app.ts';
import { readStage, type StageSettings, stageSettings } from '../../../lib/stages.ts';

/** Any part of a template. */
// biome-ignore lint/suspicious/noExplicitAny: a template is JSON without a schema, and a wrong path fails the test
export type Json = any;

export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Json;
  readonly definition: Json;
}

/** A stage's templates, as CloudFormation would get them. */
export interface Synthesized {
  readonly settings: StageSettings;
  readonly folder: string;
  readonly templates: Readonly<Record<string, Json>>;
  readonly resources: readonly Resource[];
  readonly bundles: readonly Bundle[];
  of(type: string): readonly Resource[];
}

/** Every setting that adds a resource or changes one. */
const everything = stageSettings('prod', {
  region: 'eu-west-1',
  account: '123456789012',
  daraja: { environment: 'production' },
  domain: {
    name: 'hooks.acme.co.ke',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
    hostedZoneId: 'Z0123456789ABCDEFGHIJ',
  },
  network: {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    securityGroupIds: ['sg-0123456789abcdef0'],
    endpoints: { routeTableIds: ['rtb-0123456789abcdef0'] },
  },
  mongodb: { fields: { payments: { amount: 'total' } }, statuses: { PAID: 'completed' } },
  reconciliation: { verifyFromAmountMinor: 1_000_000, severities: { underpaid: 'high' } },
  revenue: {
    reports: [
      { name: 'power', channel: '#power' },
      { name: 'water', mongodbSecretName: 'water/mongodb', currencySymbol: 'KSh', amountField: 'sum.total' },
    ],
  },
  queues: { paymentNotices: { maximumConcurrency: 5, reservedConcurrency: 5 } },
  hooks: { waf: true },
  sourceAddresses: { mode: 'enforce' },
  manager: { corsOrigins: ['https://money.acme.co.ke'] },
  notifications: {
    discrepancies: { secretName: 'acme/slack', path: 'finance', channel: '#finance', mentions: '<!here>' },
    unmatched: { secretName: 'acme/slack-cashiers' },
    alarms: { secretName: 'acme/slack-ops', channel: '#ops' },
  },
  operations: {
    alarmEmails: ['ops@acme.co.ke'],
    runbooksUrl: 'https://git.acme.co.ke/salio/docs/runbooks',
    businessHours: { days: [1, 7], fromHour: 3, toHour: 24, quietMinutes: 120 },
    monthlyBudgetUsd: 30,
  },
  tags: { team: 'payments' },
});

const throwaway = { ...readStage('dev'), removal: 'destroy' as const };

export const everySetting = 'a stage with every setting';

const stages: Readonly<Record<string, StageSettings>> = {
  dev: readStage('dev'),
  prod: readStage('prod'),
  local: readStage('local'),
  [everySetting]: everything,
  'a stage to throw away': throwaway,
};

/** Bundles the Lambdas into a folder, and synthesizes every stage into one of its own. */
export const synthesizeStages = async (bundleFolder: string): Promise<ReadonlyMap<string, Synthesized>> => {
  const root = mkdtempSync(join(tmpdir(), 'salio-infra-'));
  const bundles = await bundleLambdas({ outdir: bundleFolder });
  return new Map(
    Object.entries(stages).map(([name, settings], position) => {
      const folder = join(root, String(position));
      buildApp({ stage: settings, outdir: folder, bundles: bundleFolder }).synth();
      return [name, read(folder, settings, bundles)];
    }),
  );
};

const read = (folder: string, settings: StageSettings, bundles: readonly Bundle[]): Synthesized => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const templates = Object.fromEntries(
    files.map((file) => [
      file.replace('.template.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')),
    ]),
  );
  const resources = Object.entries(templates).flatMap(([stack, template]) =>
    Object.entries<Json>(template.Resources).map(([id, definition]) => ({
      stack,
      id,
      type: definition.Type,
      properties: definition.Properties ?? {},
      definition,
    })),
  );
  return {
    settings,
    folder,
    templates,
    resources,
    bundles,
    of: (type) => resources.filter((r) => r.type === type),
  };
};

/** The logical id that a `Ref`, `Fn::GetAtt` or import of another stack leads to. */
export const idOf = (reference: Json, templates: Synthesized['templates']): string => {
  if (reference?.Ref) return reference.Ref;
  if (reference?.['Fn::GetAtt']) return reference['Fn::GetAtt'][0];
  if (reference?.['Fn::Sub']) return idOf(Object.values<Json>(reference['Fn::Sub'][1])[0], templates);
  const exported = reference?.['Fn::ImportValue'];
  for (const template of Object.values(templates)) {
    for (const output of Object.values<Json>(template.Outputs ?? {})) {
      if (exported !== undefined && output.Export?.Name === exported) return idOf(output.Value, templates);
    }
  }
  throw new Error(`${JSON.stringify(reference)} leads to no resource`);
};

/** A value with every reference written as `<LogicalId.Attribute>`. */
export const flat = (value: Json): string => {
  if (typeof value === 'string') return value;
  if (value?.Ref) return `<${value.Ref}>`;
  if (value?.['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (value?.['Fn::ImportValue']) return `<${value['Fn::ImportValue']}>`;
  if (value?.['Fn::Join']) return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  if (value?.['Fn::Sub']) return value['Fn::Sub'];
  throw new Error(`${JSON.stringify(value)} is no text`);
};

/** `<capability>/<verb-noun>` of a function. */
export const lambdaOf = ({ properties }: Resource): string => properties.Description.split(' ')[0];

export const variablesOf = ({ properties }: Resource): Readonly<Record<string, Json>> =>
  properties.Environment.Variables;

export const listOf = (value: Json): readonly Json[] => (value === undefined ? [] : [value].flat());

/** The runbook page that a name leads to, if there is one. */
export const runbook = (name: string): string | undefined => {
  const file = join(import.meta.dirname, '../../../docs/runbooks', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
