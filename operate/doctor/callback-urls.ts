import { lookup } from 'node:dns/promises';
import { forbiddenWordsIn } from '../../lib/daraja.ts';
import type { StageSettings } from '../../lib/stages.ts';
import { doubtful, type Finding, right, wrong } from './finding.ts';
import type { Resource } from './templates.ts';

/** In the place of an API's id, a token and a query's id, which are digits and small letters. */
const anyToken = '0'.repeat(48);
const anyApi = 'a0a0a0a0a0';

/** The callback URLs as Daraja would be told them, of every channel that the templates serve. */
export function callbackUrls(
  { domain, region, stage }: Pick<StageSettings, 'domain' | 'region' | 'stage'>,
  resources: readonly Resource[],
): readonly string[] {
  const base = domain
    ? `https://${domain.name}`
    : `https://${anyApi}.execute-api.${region}.amazonaws.com/${stage}`;
  const parts = new Map(
    resources
      .filter(({ type }) => type === 'AWS::ApiGateway::Resource')
      .map(({ id, properties }) => [id, properties] as const),
  );
  const pathOf = (id: string | undefined): string => {
    const properties = parts.get(id ?? '');
    return properties ? `${pathOf(refOf(properties.ParentId))}/${String(properties.PathPart)}` : '';
  };
  return resources
    .filter(({ type }) => type === 'AWS::ApiGateway::Method')
    .map(({ properties }) => pathOf(refOf(properties.ResourceId)))
    .filter((path) => !path.includes('+}'))
    .map((path) => base + path.replace(/\{\w+\}/g, anyToken));
}

/** Daraja refuses to register a URL with one of its words; in the sandbox that is known to be uneven. */
export function lookAtCallbackUrls(
  settings: Pick<StageSettings, 'daraja' | 'domain' | 'stage'>,
  urls: readonly string[],
): Finding {
  const check = 'callback URLs';
  const faulty = urls.flatMap((url) => {
    const words = forbiddenWordsIn(url);
    return words.length > 0 ? [{ url, words }] : [];
  });
  const [first] = faulty;
  if (!first) return right(check, `${urls.length}, none with a word that Daraja refuses`);
  const words = [...new Set(faulty.flatMap((url) => url.words))].map((word) => `"${word}"`).join(', ');
  const where = settings.domain ? 'another domain.name' : 'a domain of your own';
  const message = `Daraja refuses URLs with ${words}, which ${faulty.length} of ${urls.length} contain, such as ${first.url}: put ${where} into config/${settings.stage}.json`;
  return settings.daraja.environment === 'production'
    ? wrong(check, message)
    : doubtful(check, `${message} (its sandbox does not always refuse)`);
}

/** The domain of the callback URLs: that it is there, its certificate in the region, and its name known to the world. */
export async function lookAtDomain({
  daraja,
  domain,
  region,
  stage,
}: StageSettings): Promise<readonly Finding[]> {
  const check = 'custom domain';
  if (!domain) {
    const message = `none: put domain.name and domain.certificateArn into config/${stage}.json before you register with Daraja's production`;
    return [daraja.environment === 'production' ? wrong(check, message) : doubtful(check, message)];
  }
  if (domain.name.endsWith('example.com')) {
    return [
      wrong(
        check,
        `${domain.name} is the example's: put a domain.name of your own into config/${stage}.json`,
      ),
    ];
  }
  const certificateRegion = domain.certificateArn.split(':')[3];
  const certificate =
    certificateRegion === region
      ? []
      : [wrong('certificate', `is in ${certificateRegion}, and must be in ${region}: domain.certificateArn`)];
  return [...certificate, await lookAtName(check, domain)];
}

async function lookAtName(
  check: string,
  { name, hostedZoneId }: NonNullable<StageSettings['domain']>,
): Promise<Finding> {
  try {
    const { address } = await lookup(name);
    return right(check, `${name} leads to ${address}`);
  } catch {
    const later = hostedZoneId
      ? 'the first deploy makes its record'
      : 'after the first deploy, point it at the Regional domain name that API Gateway shows for it';
    return doubtful(check, `${name} leads nowhere yet: ${later}`);
  }
}

const refOf = (value: unknown): string | undefined => (value as { readonly Ref?: string } | undefined)?.Ref;
