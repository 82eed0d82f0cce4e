import type { StageSettings } from '../../lib/stages.ts';

/** A secret whose name is in the stage's settings. */
export interface NamedSecret {
  readonly name: string;
  readonly kind: 'mongodb' | 'slack';
  /** Where in its JSON the value is, with dots. */
  readonly path: string;
  readonly neededBy: string;
}

/** Each once, whoever names it. */
export function namedSecrets({ mongodb, revenue, notifications }: StageSettings): readonly NamedSecret[] {
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
    ...[notifications.discrepancies, notifications.unmatched, notifications.alarms].flatMap(
      (to): readonly NamedSecret[] =>
        to ? [{ name: to.secretName, kind: 'slack', path: to.path, neededBy: 'notifications' }] : [],
    ),
  ];
  return [...new Map(all.map((secret) => [`${secret.name} ${secret.path}`, secret])).values()];
}
