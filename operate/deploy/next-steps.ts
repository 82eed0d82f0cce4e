import { readFileSync } from 'node:fs';
import type { StageSettings } from '../../lib/stages.ts';
import { outputsFile } from './cdk-cli.ts';

/** Outputs of all stacks, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** What the last deployment wrote. */
export const readOutputs = (): Outputs =>
  Object.assign({}, ...Object.values(JSON.parse(readFileSync(outputsFile, 'utf8'))));

/** What a person does after a deployment, with the commands to do it. */
export const nextSteps = (settings: StageSettings, outputs: Outputs): string => {
  const { region, mongodb, notifications, operations, partnerSecretPrefix } = settings;
  const pool = outputs.UserPoolId ?? '<UserPoolId>';
  const aws = (command: string) => `     aws ${command} --region ${region}`;
  const steps = [
    ...pointTheDomain(settings, aws),
    [
      'Tell it where MongoDB is; the file holds {"connection_string":"mongodb+srv://…"}:',
      aws(`secretsmanager create-secret --name ${mongodb.secretName} --secret-string file://mongodb.json`),
    ],
    ...revenueSecrets(settings, aws),
    [
      "Give it the Daraja credentials of each partner, in a secret named by the partner's _id:",
      aws(
        `secretsmanager create-secret --name ${partnerSecretPrefix}<partnerId> --secret-string file://partner.json`,
      ),
    ],
    [
      'Make the callback URLs of each shortcode, and tell M-Pesa of them (without --yes it only says what it would do):',
      `     npm run register -- --stage ${settings.stage} --shortcode <shortcode> --yes`,
    ],
    [
      'Create the first admin, who then signs in and sets up a second factor:',
      // Cognito would send the password by SMS, and would trust no address that is not said to be verified.
      aws(
        `cognito-idp admin-create-user --user-pool-id ${pool} --username you@example.com --desired-delivery-mediums EMAIL --user-attributes Name=email,Value=you@example.com Name=email_verified,Value=true`,
      ),
      aws(
        `cognito-idp admin-add-user-to-group --user-pool-id ${pool} --username you@example.com --group-name admin`,
      ),
    ],
    ...(notifications.discrepancies
      ? [
          [
            'Tell it the incoming webhook of Slack; the file holds {"webhook_url":"https://…"}:',
            aws(
              `secretsmanager create-secret --name ${notifications.discrepancies.secretName} --secret-string file://slack.json`,
            ),
          ],
        ]
      : []),
    ...(operations.alarmEmails.length > 0
      ? [[`Confirm the mails that ask ${operations.alarmEmails.join(', ')} to subscribe to the alarms.`]]
      : [
          [
            `Nobody hears the alarms yet: name people in operations.alarmEmails of config/${settings.stage}.json, or subscribe:`,
            aws(
              `sns subscribe --topic-arn ${outputs.AlarmTopic} --protocol email --notification-endpoint you@example.com`,
            ),
          ],
        ]),
  ];
  return [
    '',
    `Stage ${settings.stage} is deployed.`,
    `  Callback URLs  ${outputs.HooksUrl}/hooks/<token>/<channel>`,
    `  Manager API    ${outputs.ManagerUrl}`,
    '',
    'What to do next:',
    ...steps.map(([first, ...rest], position) => [`  ${position + 1}. ${first}`, ...rest].join('\n')),
  ].join('\n');
};

/** Without a zone of Route 53, only a person can make the record. */
function pointTheDomain({ domain }: StageSettings, aws: (command: string) => string): readonly string[][] {
  if (!domain || domain.hostedZoneId !== undefined) return [];
  return [
    [
      `Point ${domain.name} at API Gateway, by a CNAME record with what this says, then deploy once more to see a notice come through:`,
      aws(`apigateway get-domain-name --domain-name ${domain.name} --query regionalDomainName --output text`),
    ],
  ];
}

/** One step for each secret that the revenue reports name. */
function revenueSecrets(
  { revenue }: StageSettings,
  aws: (command: string) => string,
): readonly (readonly [string, string])[] {
  const step = (what: string, name: string, file: string) =>
    [what, aws(`secretsmanager create-secret --name ${name} --secret-string file://${file}`)] as const;
  const names = (of: 'mongodbSecretName' | 'slackSecretName') => [
    ...new Set(revenue.reports.map((report) => report[of])),
  ];
  return [
    ...names('mongodbSecretName').map((name) =>
      step(
        'Tell it where the items of the revenue reports are; the file holds {"connection_string":"mongodb+srv://…"}:',
        name,
        'revenue-mongodb.json',
      ),
    ),
    ...names('slackSecretName').map((name) =>
      step(
        'Tell it where in Slack the revenue is reported; the file holds {"webhook_url":"https://hooks.slack.com/services/…"}:',
        name,
        'revenue-slack.json',
      ),
    ),
  ];
}
