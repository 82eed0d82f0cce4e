import { type StageSettings, slackDestinations } from '../../lib/stages.ts';

/** A secret whose name is in the stage's settings. */
export interface NamedSecret {
  readonly name: string;
  readonly kind: 'mongodb' | 'slack';
  /** Where in its JSON the value is, with dots. */
  readonly path: string;
  readonly neededBy: string;
}

/** Each value once, whoever names it. */
export function namedSecrets(settings: StageSettings): readonly NamedSecret[] {
  const { mongodb, revenue } = settings;
  const all: readonly NamedSecret[] = [
    {
      name: mongodb.secretName,
      kind: 'mongodb',
      path: 'connection_string',
      neededBy: 'payments and partners',
    },
    ...revenue.reports.flatMap((report): readonly NamedSecret[] => [
      {
        name: report.mongodbSecretName,
        kind: 'mongodb',
        path: 'connection_string',
        neededBy: 'revenue reports',
      },
      { name: report.slackSecretName, kind: 'slack', path: 'webhook_url', neededBy: 'revenue reports' },
    ]),
    ...slackDestinations(settings).map(
      ({ secretName, path }): NamedSecret => ({
        name: secretName,
        kind: 'slack',
        path,
        neededBy: 'notifications',
      }),
    ),
  ];
  const same = Map.groupBy(all, ({ name, path }) => `${name} ${path}`);
  return [...same.values()].flatMap(([first, ...rest]) =>
    first ? [{ ...first, neededBy: words([first, ...rest].map(({ neededBy }) => neededBy)) }] : [],
  );
}

const words = (all: readonly string[]): string => [...new Set(all)].join(' and ');
