import { describe, expect, it } from '@jest/globals';
import { resourcePolicy, resourcePolicySchema } from '../../../local/runtime/gateway/resource-policy.ts';

const allow = (Resource: string, Condition: object = {}) => ({
  ...{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'execute-api:Invoke', Resource, Condition },
});
const policyOf = (...Statement: readonly object[]) =>
  resourcePolicy(resourcePolicySchema.parse({ Version: '2012-10-17', Statement }));
const from = (sourceIp: string, path = '/hooks/abc/stk', method = 'POST') => ({
  ...{ stage: 'local', method, path, sourceIp },
});
const hooksFrom = (...addresses: readonly string[]) =>
  allow('execute-api:/*/POST/hooks/*', { IpAddress: { 'aws:SourceIp': addresses } });

describe("an API's resource policy", () => {
  it('lets everybody in when there is none', () => {
    expect(resourcePolicy(undefined)(from('8.8.8.8'))).toBe(true);
  });

  it('lets in whoever comes from an address or a network that it names, to what it names', () => {
    const mayInvoke = policyOf(hooksFrom('127.0.0.1', '196.201.212.0/22'));
    expect(mayInvoke(from('127.0.0.1'))).toBe(true);
    expect(mayInvoke(from('196.201.215.254'))).toBe(true);
    expect(mayInvoke(from('127.0.0.2'))).toBe(false);
    expect(mayInvoke(from('::1'))).toBe(false);
    expect(mayInvoke(from('127.0.0.1', '/other'))).toBe(false);
    expect(mayInvoke(from('127.0.0.1', '/hooks/abc/stk', 'GET'))).toBe(false);
  });

  it('denies before it allows', () => {
    const deny = {
      ...allow('execute-api:/*', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
      Effect: 'Deny',
    };
    const mayInvoke = policyOf(allow('execute-api:/*'), deny);
    expect(mayInvoke(from('10.1.2.3'))).toBe(true);
    expect(mayInvoke(from('127.0.0.1'))).toBe(false);
  });

  it('is refused where it says what is not understood here', () => {
    const odd = allow('execute-api:/*', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } });
    expect(() => policyOf(odd)).toThrow('StringEquals');
  });
});
