import { readFileSync } from 'node:fs';
import type { StageSettings } from '../../lib/stages.ts';
import { alarmListeners } from '../doctor/alarms.ts';
import { outputsFile } from './cdk-cli.ts';
import { type MissingSecrets, secretSteps } from './missing-secrets.ts';

/** Outputs of all stacks, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** What the last deployment wrote. */
export const readOutputs = (): Outputs =>
  Object.assign({}, ...Object.values(JSON.parse(readFileSync(outputsFile, 'utf8'))));

/**
 * What a person does after a deployment, with the commands to do it.
 *
 * @param missing undefined when nobody could look.
 */
export const nextSteps = (
  settings: StageSettings,
  outputs: Outputs,
  missing: MissingSecrets | undefined,
): string => {
  const { region, stage } = settings;
  const pool = outputs.UserPoolId ?? '<UserPoolId>';
  const aws = (command: string) => `     aws ${command} --region ${region}`;
  const steps: readonly (readonly string[])[] = [
    ...pointTheDomain(settings, aws),
    ...(missing
      ? secretSteps(settings, missing)
      : [
          [
            'See which secrets are missing, once you may look at them:',
            `     npm run doctor -- --stage ${stage}`,
          ],
        ]),
    [
      'Make the callback URLs of each shortcode, and tell M-Pesa of them (without --yes it only says what it would do):',
      `     npm run register -- --stage ${stage} --shortcode <shortcode> --yes`,
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
    ...hearTheAlarms(settings, outputs, aws),
  ];
  return [
    '',
    `Stage ${stage} is deployed.`,
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

function hearTheAlarms(
  settings: StageSettings,
  { AlarmTopic: topic }: Outputs,
  aws: (command: string) => string,
): readonly string[][] {
  const { alarmEmails } = settings.operations;
  if (alarmEmails.length > 0)
    return [[`Confirm the mails that ask ${alarmEmails.join(', ')} to subscribe to the alarms.`]];
  if (alarmListeners(settings).length > 0) return [];
  return [
    [
      `Nobody hears the alarms yet: name people in operations.alarmEmails, or a channel of Slack in notifications.alarms, of config/${settings.stage}.json, or subscribe:`,
      aws(`sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint you@example.com`),
    ],
  ];
}
