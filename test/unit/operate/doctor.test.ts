import { describe, expect, it } from '@jest/globals';
import { stageSettings } from '../../../lib/stages.ts';
import { callbackUrls, lookAtCallbackUrls } from '../../../operate/doctor/callback-urls.ts';
import { lookAtConnections } from '../../../operate/doctor/connections.ts';
import { lookAtNode } from '../../../operate/doctor/examine.ts';
import { awsFault } from '../../../operate/doctor/finding.ts';
import { partnerFindings } from '../../../operate/doctor/secrets.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const secret = {
  consumerKey: 'k',
  consumerSecret: 'never-shown',
  initiatorName: 'api',
  securityCredential: 'never-shown',
  passkey: 'never-shown',
  credentialSetOn: '2026-11-01',
  hookTokens: { '600111': ['0'.repeat(48)] },
};
const found = (value: unknown) => partnerFindings('salio/dev/partners/acme', value, now);

describe("a partner's secret", () => {
  it.each([
    ['2026-11-26', 'right', 'expires in 90 days'],
    ['2026-09-13', 'right', 'expires in 16 days'],
    ['2026-09-12', 'doubtful', 'expires in 15 days'],
    ['2026-08-29', 'doubtful', 'expires in 1 days'],
    ['2026-08-28', 'wrong', 'expired 0 days ago'],
    ['2026-01-01', 'wrong', 'expired 239 days ago'],
    ['2026-11-28', 'wrong', 'is yet to come'],
  ])('whose credential was set on %s is %s', (credentialSetOn, verdict, message) => {
    expect(found({ ...secret, credentialSetOn })).toEqual([
      expect.objectContaining({ verdict, message: expect.stringContaining(message) }),
    ]);
  });

  it('is doubtful when it does not say how old the credential is, or takes no callback', () => {
    const { credentialSetOn: _, ...rest } = secret;
    expect(found({ ...rest, hookTokens: {} }).map(({ verdict, message }) => [verdict, message])).toEqual([
      ['doubtful', 'hookTokens is empty: no callback of this partner is taken'],
      ['doubtful', expect.stringContaining('credentialSetOn is missing')],
    ]);
  });

  it('is told of by its fields, never by its values', () => {
    const faults = found({
      ...secret,
      passkey: 7,
      hookTokens: { '600111': ['never-shown'] },
      slackWebhooks: { a: 'x' },
    });
    expect(faults.map(({ verdict }) => verdict)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(JSON.stringify(faults)).not.toContain('never-shown');
    const elsewhere = found({ ...secret, slackWebhooks: { ops: 'https://evil.example/never-shown' } });
    expect(elsewhere[0]).toMatchObject({
      verdict: 'wrong',
      message: expect.stringContaining('slackWebhooks.ops'),
    });
    expect(JSON.stringify(elsewhere)).not.toContain('never-shown');
  });
});

describe('connections to MongoDB', () => {
  const users = [
    { lambda: 'reconcile-notice', instances: 10, isUnlimited: false },
    { lambda: 'watch-payments', instances: 1, isUnlimited: false },
    { lambda: 'read-payment', instances: 1, isUnlimited: true },
  ];

  it.each([
    [22, 'doubtful'],
    [21, 'wrong'],
    [1500, 'right'],
  ])('are held against a limit of %i', (connectionLimit, verdict) => {
    const [finding] = lookAtConnections(users, { maxPoolSize: 2, connectionLimit });
    expect(finding).toMatchObject({ verdict, message: expect.stringContaining('may open 22 connections') });
    expect(finding?.message).toContain('(reconcile-notice 10 × 2 = 20, watch-payments 1 × 2 = 2)');
  });

  it.each([1, 2, 3, 4, 5, 9])('are told in parts that add up, of %i functions', (count) => {
    const many = Array.from({ length: count }, (_, at) => ({
      lambda: `worker-${at}`,
      instances: at + 1,
      isUnlimited: false,
    }));
    const limits = { maxPoolSize: 3, connectionLimit: 1500 };
    const [{ message = '' } = {}] = lookAtConnections([...many, ...users.slice(2)], limits);
    const [, sum = '', parts = ''] = /may open (\d+) connections \((.+?)\)/.exec(message) ?? [];
    const told = [...parts.matchAll(/ = (\d+)/g)].reduce((all, [, part]) => all + Number(part), 0);
    expect([Number(sum), told]).toEqual([(3 * count * (count + 1)) / 2, Number(sum)]);
    expect(parts.split(', ').length).toBeLessThanOrEqual(4);
  });
});

describe('callback URLs', () => {
  const resources = [
    {
      id: 'Hooks',
      type: 'AWS::ApiGateway::Resource',
      properties: { PathPart: 'hooks', ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] } },
    },
    {
      id: 'Token',
      type: 'AWS::ApiGateway::Resource',
      properties: { PathPart: '{token}', ParentId: { Ref: 'Hooks' } },
    },
    {
      id: 'Stk',
      type: 'AWS::ApiGateway::Resource',
      properties: { PathPart: 'stk', ParentId: { Ref: 'Token' } },
    },
    { id: 'Post', type: 'AWS::ApiGateway::Method', properties: { ResourceId: { Ref: 'Stk' } } },
  ];
  const least = { region: 'af-south-1', daraja: { environment: 'sandbox' } };
  const domain = { name: 'hooks.acme.co', certificateArn: 'arn:aws:acm:af-south-1:1:certificate/1' };

  it('are those of the routes, with the words that Daraja refuses', () => {
    const settings = stageSettings('dev', least);
    const urls = callbackUrls(settings, resources);
    expect(urls).toEqual([
      `https://a0a0a0a0a0.execute-api.af-south-1.amazonaws.com/dev/hooks/${'0'.repeat(48)}/stk`,
    ]);
    expect(lookAtCallbackUrls(settings, urls)).toMatchObject({
      verdict: 'doubtful',
      message: expect.stringContaining('"exec"'),
    });
  });

  it('are right on a domain of the operator, and wrong in production with such a word', () => {
    const settings = stageSettings('prod', { ...least, daraja: { environment: 'production' }, domain });
    expect(lookAtCallbackUrls(settings, callbackUrls(settings, resources))).toMatchObject({
      verdict: 'right',
    });
    expect(lookAtCallbackUrls(settings, ['https://pay.acme.co/hooks/SQL-Query'])).toMatchObject({
      verdict: 'wrong',
      message: expect.stringContaining('"sql", "query"'),
    });
  });
});

describe('the rest', () => {
  it('names a Node that is too old', () => {
    expect(lookAtNode('22.18.0')).toMatchObject({
      verdict: 'wrong',
      message: expect.stringContaining('22.18.0'),
    });
    expect(lookAtNode('24.0.0')).toMatchObject({ verdict: 'right' });
  });

  it.each([
    [{ name: 'ExpiredTokenException', message: 'x' }, 'have expired'],
    [{ name: 'InvalidClientTokenId', message: 'x' }, 'does not know the credentials'],
    [{ name: 'CredentialsProviderError', message: 'x' }, 'no AWS credentials were found'],
    [{ name: 'Error', message: '', code: 'ECONNREFUSED' }, 'does not answer (ECONNREFUSED)'],
    [{ name: 'Odd', message: 'one\ntwo' }, 'Odd: one'],
  ])('says of %j what to do', (fault, words) => {
    expect(awsFault(fault)).toContain(words);
  });
});
