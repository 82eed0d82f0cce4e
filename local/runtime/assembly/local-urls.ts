import type { Assembly } from './read-assembly.ts';

/** Makes URLs of what AWS would serve those of what is served here: of APIs, with their own domains, and of the user pool. */
export function localUrls(
  assembly: Assembly,
  gatewayUrl: string,
  issuerUrl: string,
): (text: string) => string {
  const domains = assembly.stacks
    .flatMap(({ resources }) => [...resources.values()])
    .filter(({ type }) => type === 'AWS::ApiGateway::DomainName')
    .map(({ properties }) => `https://${String(properties.DomainName)}`);
  return (text) => {
    const local = text
      .replaceAll(/https:\/\/[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\/[\w$-]+)?/g, gatewayUrl)
      .replaceAll(/https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/[\w-]+/g, issuerUrl);
    return domains.reduce((rest, domain) => rest.replaceAll(domain, gatewayUrl), local);
  };
}
