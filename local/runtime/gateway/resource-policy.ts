import { z } from 'zod';
import { addressList } from '../../../shared/kernel/address-list.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const addresses = z.strictObject({ 'aws:SourceIp': oneOrMore });

/** What is understood of an API's resource policy: anybody, by the address they come from. */
export const resourcePolicySchema = z.strictObject({
  Version: z.string().optional(),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Principal: z.union([z.literal('*'), z.strictObject({ AWS: z.literal('*') })]),
      Action: z.literal('execute-api:Invoke'),
      Resource: oneOrMore,
      Condition: z
        .strictObject({ IpAddress: addresses.optional(), NotIpAddress: addresses.optional() })
        .default({}),
    }),
  ),
});
type Statement = z.output<typeof resourcePolicySchema>['Statement'][number];

interface Caller {
  readonly stage: string;
  readonly method: string;
  /** As requested, not as the resource is written. */
  readonly path: string;
  readonly sourceIp: string;
}

/** Whether the policy lets a caller in: something allows it, and nothing denies it. Without a policy everybody may. */
export function resourcePolicy(policy: z.output<typeof resourcePolicySchema> | undefined) {
  const statements = (policy?.Statement ?? []).map((statement) => ({
    effect: statement.Effect,
    applies: compile(statement),
  }));
  return (caller: Caller): boolean => {
    if (!policy) return true;
    const effects = statements.filter(({ applies }) => applies(caller)).map(({ effect }) => effect);
    return effects.includes('Allow') && !effects.includes('Deny');
  };
}

function compile({ Resource, Condition }: Statement): (caller: Caller) => boolean {
  const resources = Resource.map((resource) => wildcards(resource.slice(resource.indexOf('execute-api:'))));
  const within = Condition.IpAddress && addressList(Condition.IpAddress['aws:SourceIp']);
  const outside = Condition.NotIpAddress && addressList(Condition.NotIpAddress['aws:SourceIp']);
  return ({ stage, method, path, sourceIp }) =>
    resources.some((resource) => resource.test(`execute-api:/${stage}/${method}${path}`)) &&
    (!within || within(sourceIp)) &&
    !outside?.(sourceIp);
}

/** `execute-api:/*\/POST/hooks/*`: API Gateway puts its own region, account and API in front. */
const wildcards = (text: string): RegExp =>
  new RegExp(
    `^${text
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
