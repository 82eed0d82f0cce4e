import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readStage, type StageSettings, stageSettings } from '../../lib/stages.ts';
import type { MissingSecrets } from '../../operate/deploy/missing-secrets.ts';
import { nextSteps } from '../../operate/deploy/next-steps.ts';
import { namedSecrets } from '../../operate/doctor/named-secrets.ts';

const root = join(import.meta.dirname, '../..');
const nowhere = mkdtempSync(join(tmpdir(), 'salio-no-home-'));

/** A command without an AWS account in reach. */
const run = (...options: readonly string[]) => {
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    HOME: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(nowhere, 'none'),
  };
  const { status, stderr, stdout } = spawnSync(process.execPath, options, {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status, said: stderr.trim(), told: stdout.trim() };
};

describe('npm run synth, diff, deploy, destroy', () => {
  it.each([
    [['stage', 'synth'], 'No stage was named; the stages are dev, local, prod (one file each in config/).'],
    [['stage', 'publish', '--stage', 'dev'], 'Usage: npm run synth|diff -- --stage <stage>'],
    [['stage', 'synth', '--stag', 'dev'], "Unknown option '--stag'"],
    [
      ['stage', 'diff', '--stage', 'dev'],
      'No AWS credentials were found, and diff needs them: set AWS_PROFILE',
    ],
    [['deploy', '--stage', 'staging'], 'There is no stage "staging"; the stages are dev, local, prod'],
    [['deploy', '--stage', 'local'], 'The stage local runs on this machine: npm start.'],
    [['deploy', '--stage', 'prod'], "config/prod.json still holds the example's domain hooks.example.com"],
    [['deploy', '--stage', 'dev'], 'no AWS credentials were found: set AWS_PROFILE'],
    [['destroy', '--stage', 'dev'], 'Stage dev keeps its data: removal is "retain" in config/dev.json.'],
    [['destroy', '--stage', 'local'], 'The stage local runs on this machine'],
  ])('%j is refused in one message', ([command, ...options], message) => {
    const { status, said } = run(`bin/${command}.ts`, ...options);
    expect(status).toBe(1);
    expect(said).toContain(message);
    expect(said).not.toMatch(/\n\s+at /);
  });
});

describe('npm run doctor', () => {
  it('makes every check that it can, and says of the others why it could not', () => {
    const { status, told } = run('bin/doctor.ts', '--stage', 'dev');
    expect(status).toBe(1);
    for (const line of [
      /^✓ Node +\d+/,
      /^✓ settings +config\/dev\.json$/,
      /^! alarms +nobody hears them: name people in operations\.alarmEmails/,
      /^✗ AWS credentials +no AWS credentials were found/,
      /^– CDK bootstrap +not checked/,
      /^– secrets +not checked/,
      /^! callback URLs +Daraja refuses URLs with "exec"/,
      /^✓ connection limit +functions may open \d+ connections/,
      /^! custom domain +none/,
    ])
      expect(told.split('\n')).toContainEqual(expect.stringMatching(line));
  });

  it('names each fault of the settings, and goes on', () => {
    const { status, told } = run('bin/doctor.ts', '--stage', 'staging', '--json');
    const { ok, findings } = JSON.parse(told) as {
      ok: boolean;
      findings: { verdict: string; message: string }[];
    };
    expect([status, ok]).toEqual([1, false]);
    expect(findings.filter(({ verdict }) => verdict === 'wrong').map(({ message }) => message)).toEqual([
      expect.stringContaining('There is no stage "staging"'),
      expect.stringContaining('no AWS credentials were found'),
    ]);
  });
});

describe('the CDK app by itself', () => {
  it('names the stages if none is named', () => {
    const { status, said } = run('bin/salio.ts');
    expect([status, said]).toEqual([
      1,
      'No stage was named; the stages are dev, local, prod (one file each in config/).',
    ]);
  });
});

describe('after a deployment', () => {
  const outputs = {
    HooksUrl: 'https://hooks.acme.co.ke',
    ManagerUrl: 'https://api.example',
    UserPoolId: 'eu-west-1_Pool',
    AlarmTopic: 'arn:aws:sns:eu-west-1:1:alarms',
  };

  const least = { region: 'eu-west-1', daraja: { environment: 'sandbox' } };
  const everythingMissing = (settings: StageSettings) => ({
    named: namedSecrets(settings),
    ofPartners: true,
  });
  const said = (settings: StageSettings, missing: MissingSecrets | undefined = everythingMissing(settings)) =>
    nextSteps(settings, outputs, missing);

  it('says where to look and what to do, with the commands', () => {
    const text = said(readStage('dev'));
    expect(text).toContain('https://hooks.acme.co.ke/hooks/<token>/<channel>');
    expect(text).toContain('create-secret --region eu-west-1 --name salio/dev/partners/<partnerId>');
    expect(text).toContain(
      'admin-create-user --user-pool-id eu-west-1_Pool --username you@example.com --desired-delivery-mediums EMAIL --user-attributes Name=email,Value=you@example.com Name=email_verified,Value=true --region',
    );
    expect(text).toContain('sns subscribe --topic-arn arn:aws:sns:eu-west-1:1:alarms');
    expect(text).not.toContain('undefined');
  });

  it('has every secret made that the settings name and nobody has made, each once, and no other', () => {
    const to = (secretName: string, path?: string) => ({ secretName, ...(path && { path }) });
    const settings = stageSettings('dev', {
      ...least,
      notifications: {
        discrepancies: to('acme/slack', 'teams.finance'),
        unmatched: to('acme/slack', 'teams.cashiers'),
        alarms: to('acme/ops'),
      },
    });
    const made = [...said(settings).matchAll(/create-secret --region eu-west-1 --name (\S+)/g)];
    const names = [...new Set(namedSecrets(settings).map(({ name }) => name))];
    expect(names).toEqual(expect.arrayContaining(['salio/dev/mongodb', 'acme/slack', 'acme/ops']));
    expect(made.map(([, name]) => name)).toEqual([...names, 'salio/dev/partners/<partnerId>']);
    expect(said(settings)).toContain(
      '{"teams":{"finance":"https://hooks.slack.com/services/…","cashiers":"https://hooks.slack.com/services/…"}}',
    );
    const nested = stageSettings('dev', {
      ...least,
      notifications: { discrepancies: to('acme/hooks', 'hooks.fin') },
      revenue: { reports: [] },
    });
    expect(said(nested)).toContain('{"hooks":{"fin":"https://hooks.slack.com/services/…"}}');
    expect(said(nested)).not.toContain('webhook_url');
    const onlyOps = namedSecrets(settings).filter(({ name }) => name === 'acme/ops');
    expect(said(settings, { named: onlyOps, ofPartners: false }).match(/create-secret .*/g)).toEqual([
      'create-secret --region eu-west-1 --name acme/ops --secret-string file://acme-ops.json',
    ]);
    expect(said(settings, { named: [], ofPartners: false })).not.toContain('create-secret');
    expect(nextSteps(settings, outputs, undefined)).toContain('npm run doctor -- --stage dev');
  });

  it('asks people to confirm their subscription where the stage names them', () => {
    const text = said(stageSettings('dev', { ...least, operations: { alarmEmails: ['ops@acme.co.ke'] } }));
    expect(text).toContain('Confirm the mails that ask ops@acme.co.ke to subscribe');
    expect(text).not.toContain('sns subscribe');
  });

  it('knows that alarms are heard in Slack', () => {
    const notifications = { discrepancies: { secretName: 'acme/slack' } };
    expect(said(stageSettings('dev', { ...least, notifications }))).not.toContain('Nobody hears');
  });
});
