import { expect, it } from '@jest/globals';
import { flat, type Json, listOf, type Synthesized } from '../support/synthesized.ts';

interface Statement {
  readonly where: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly statement: Json;
}

const statementsIn = (where: string, document: Json): readonly Statement[] =>
  listOf(document?.Statement).map((statement) => ({
    where,
    actions: listOf(statement.Action),
    resources: listOf(statement.Resource).map(flat),
    statement,
  }));

const identityStatements = ({ resources }: Synthesized): readonly Statement[] =>
  resources.flatMap(({ id, type, properties }) => {
    if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy')
      return statementsIn(id, properties.PolicyDocument);
    if (type === 'AWS::IAM::Role') {
      return listOf(properties.Policies).flatMap((policy) => statementsIn(id, policy.PolicyDocument));
    }
    return [];
  });

/** Policies on resources, wherever a template may hold one. */
const resourceStatements = ({ resources }: Synthesized): readonly Statement[] =>
  resources.flatMap(({ id, type, properties }) =>
    type.startsWith('AWS::IAM::')
      ? statementsIn(id, properties.AssumeRolePolicyDocument)
      : ['PolicyDocument', 'KeyPolicy', 'Policy', 'ResourcePolicy'].flatMap((name) =>
          statementsIn(id, properties[name]),
        ),
  );

const allowing = (statements: readonly Statement[]) =>
  statements.filter(({ statement }) => statement.Effect === 'Allow');

const managedPolicies = [
  'arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
  'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaENIManagementAccess',
];

/** Nobody may do more than its work needs. */
export const permissions = (synthesized: Synthesized): void => {
  const identity = identityStatements(synthesized);
  const onResources = resourceStatements(synthesized);

  it('finds statements to judge', () => {
    expect(identity.length).toBeGreaterThan(30);
    expect(onResources.length).toBeGreaterThan(20);
  });

  it('allows no wildcard action, to nobody', () => {
    const wild = allowing([...identity, ...onResources]).filter(
      ({ actions, statement }) =>
        statement.NotAction || actions.length === 0 || actions.some((action) => action.includes('*')),
    );
    expect(wild).toEqual([]);
  });

  it('names the resources of every permission; X-Ray alone has none to name', () => {
    const unnamed = allowing(identity).filter(
      ({ actions, resources, statement }) =>
        statement.NotResource ||
        resources.length === 0 ||
        (resources.includes('*') && !actions.every((action) => action.startsWith('xray:'))),
    );
    expect(unnamed).toEqual([]);
  });

  it('ends a resource in * only for objects of the quarantine and secrets of partners', () => {
    const { partnerSecretPrefix } = synthesized.settings;
    const open = allowing(identity)
      .flatMap(({ where, resources }) => resources.map((resource) => ({ where, resource })))
      .filter(({ resource }) => resource !== '*' && resource.includes('*'))
      .filter(({ resource }) => !/^<[^>]*QuarantineBucket[^>]*>\/\*$/.test(resource))
      .filter(({ resource }) => !resource.endsWith(`:secret:${partnerSecretPrefix}*`));
    expect(open).toEqual([]);
  });

  it("takes from AWS's own policies only the two that cannot be written better", () => {
    const attached = synthesized
      .of('AWS::IAM::Role')
      .flatMap(({ properties }) => listOf(properties.ManagedPolicyArns).map(flat));
    expect(attached.filter((policy) => !managedPolicies.includes(policy))).toEqual([]);
  });

  it('opens a resource to everybody only for addresses of Safaricom', () => {
    const toAll = allowing(onResources).filter(({ statement }) =>
      ['*', 'AWS:*'].includes(principalOf(statement)),
    );
    expect(
      toAll.filter(({ statement }) => !statement.Condition?.IpAddress?.['aws:SourceIp']?.length),
    ).toEqual([]);
  });

  it('lets a service invoke a function only on behalf of one source', () => {
    const permissionsToInvoke = synthesized.of('AWS::Lambda::Permission');
    expect(permissionsToInvoke.length).toBeGreaterThan(5);
    for (const { properties } of permissionsToInvoke) {
      expect(properties).toMatchObject({
        Action: 'lambda:InvokeFunction',
        Principal: expect.stringMatching(/\.amazonaws\.com$/),
      });
      expect(properties.SourceArn).toBeDefined();
    }
  });
};

const principalOf = (statement: Json): string =>
  statement.Principal === '*' || statement.Principal?.AWS === '*' ? '*' : JSON.stringify(statement.Principal);
