import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readWiring } from '../../../local/runtime/assembly/wiring.ts';
import { type Authorize, compileAuthorizer } from '../../../local/runtime/gateway/authorizer.ts';
import { type Issuer, openIssuer } from '../../../local/runtime/identity/issuer.ts';
import { type StateFolder, takeStateFolder } from '../../../local/runtime/state-folder.ts';
import { anAssembly } from '../../support/builders/an-assembly.ts';

const gatewayUrl = 'http://127.0.0.1:4000';
const folders: StateFolder[] = [];
let issuer: Issuer;
let stranger: Issuer;
let authorize: Authorize;

beforeAll(async () => {
  for (const name of ['ours-', 'theirs-'])
    folders.push(await takeStateFolder(await mkdtemp(join(tmpdir(), name))));
  [issuer, stranger] = folders.map((folder) => openIssuer(folder, gatewayUrl)) as [Issuer, Issuer];
  authorize = authorizerFor(issuer.url);
});

afterAll(() => Promise.all(folders.map(({ directory }) => rm(directory, { recursive: true }))));
afterEach(() => {
  jest.restoreAllMocks();
});

function authorizerFor(url: string): Authorize {
  const properties = {
    ApiId: 'api',
    Name: 'token',
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Audience: ['web', 'app'], Issuer: url },
  };
  const assembly = anAssembly({
    shop: { Resources: { Token: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: properties } } },
  });
  const place = { account: '0', region: 'r', sqsEndpoint: 'http://127.0.0.1:1', gatewayUrl };
  const [authorizer] = readWiring(assembly, { place, secret: () => '', localize: (text) => text }).all(
    'AWS::ApiGatewayV2::Authorizer',
  );
  if (!authorizer) throw new Error('no authorizer');
  return compileAuthorizer(authorizer, issuer);
}

const unauthorized = { ok: false, status: 401, message: 'Unauthorized' };

describe('a JWT authorizer', () => {
  it('takes a token for one of its audiences, with or without the word Bearer', () => {
    const token = issuer.token(['app'], { sub: 'a' });
    expect(authorize(`Bearer ${token}`, [])).toMatchObject({
      ok: true,
      claims: { sub: 'a', aud: 'app' },
      scopes: null,
    });
    expect(authorize(token, [])).toMatchObject({ ok: true });
  });

  it('refuses a token for somebody else, of another key, or none', () => {
    expect(authorize(`Bearer ${issuer.token(['other'], { sub: 'a' })}`, [])).toEqual(unauthorized);
    expect(authorize(`Bearer ${stranger.token(['web'], { sub: 'a' })}`, [])).toEqual(unauthorized);
    expect(authorize(undefined, [])).toEqual(unauthorized);
    expect(authorize('Basic YTpi', [])).toEqual(unauthorized);
  });

  it('refuses a token whose time is over', () => {
    const token = issuer.token(['web'], { sub: 'a' });
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_601_000);
    expect(authorize(`Bearer ${token}`, [])).toEqual(unauthorized);
  });

  it('asks for one of the scopes of the route', () => {
    const token = issuer.token(['web'], { sub: 'a', scope: 'read write' });
    expect(authorize(`Bearer ${token}`, ['write', 'delete'])).toMatchObject({
      ok: true,
      scopes: ['write', 'delete'],
    });
    expect(authorize(`Bearer ${token}`, ['delete'])).toEqual({
      ok: false,
      status: 403,
      message: 'Forbidden',
    });
  });

  it('refuses an issuer that is not served here by its name', () => {
    expect(() => authorizerFor('https://login.example')).toThrow('https://login.example');
  });
});
