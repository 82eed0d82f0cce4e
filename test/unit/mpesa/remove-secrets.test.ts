import { describe, expect, it } from '@jest/globals';
import { removeSecrets } from '../../../shared/mpesa/remove-secrets.ts';
import {
  aC2bConfirmation,
  aStatusResult,
  aStatusTimeout,
  stkItems,
} from '../../support/builders/daraja-bodies.ts';
import { darajaFixture } from '../../support/daraja-fixture.ts';

describe('removeSecrets', () => {
  it('takes credentials and URL tokens out of a request that was sent back', () => {
    expect(removeSecrets(aStatusTimeout())).toEqual({
      CommandID: 'TransactionStatusQuery',
      TransactionID: 'UJE6T1W9ZB',
      PartyA: '600111',
      IdentifierType: '4',
      Remarks: 'check',
      QueueTimeOutURL: 'https://pay.example.test/hooks/***/status/q-1/timeout',
      ResultURL: 'https://pay.example.test/hooks/***/status/q-1/result',
    });
  });

  it.each(['b2c-timeout', 'balance-timeout', 'oauth-token'])('leaves no secret of %s', (name) => {
    const text = JSON.stringify(removeSecrets(darajaFixture(name)));
    expect(text).not.toMatch(/aW52ZW50|testapi|inventedToken|Credential|Initiator|access_token/);
  });

  it('finds secrets at any depth, in any spelling, and as values of named items', () => {
    const body = {
      a: [{ password: 'x', pass_key: 'x', Passkey: 'x', 'Security Credential': 'x', Token: 'x', keep: 1 }],
      items: [
        { Key: 'SecurityCredential', Value: 'x' },
        { Name: 'Amount', Value: 2 },
      ],
    };
    expect(removeSecrets(body)).toEqual({
      a: [{ keep: 1 }],
      items: [{ Key: 'SecurityCredential' }, { Name: 'Amount', Value: 2 }],
    });
  });

  it.each([
    aC2bConfirmation({ MSISDN: '2b88b4c9403f73fe9c66a15c34d96e4e91eaa6777374210716ca2b3f2bddc1ff' }),
    aStatusResult(),
    stkItems(),
    7,
    null,
    'text',
  ])('leaves all else as it is', (body) => {
    expect(removeSecrets(body)).toEqual(body);
  });
});
