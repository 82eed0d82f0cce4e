import { expect, it } from '@jest/globals';
import { indexes } from '../../../shared/adapters/dynamodb/tables.ts';
import { idOf, type Json, listOf, type Resource, type Synthesized } from '../support/synthesized.ts';

/** What keeps data: encrypted, reached by TLS only, restorable, and not lost by a deleted stack. */
export const data = (synthesized: Synthesized): void => {
  const { settings, templates, resources, of } = synthesized;
  const retained = settings.removal === 'retain';
  const lifetime = retained
    ? { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }
    : { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };

  it('finds what keeps data', () => {
    expect(of('AWS::DynamoDB::Table').length).toBeGreaterThanOrEqual(2);
    expect(of('AWS::S3::Bucket').length).toBeGreaterThanOrEqual(1);
    expect(of('AWS::SQS::Queue').length).toBeGreaterThanOrEqual(7);
    expect(of('AWS::SNS::Topic').length).toBeGreaterThanOrEqual(1);
    expect(
      resources.filter(({ type }) => /GlobalTable|::RDS::|::EFS::|Kinesis|ElastiCache/.test(type)),
    ).toEqual([]);
  });

  it.each(of('AWS::DynamoDB::Table'))(
    '$id: encrypted by our key, restorable, protected',
    ({ properties, definition }) => {
      expect(properties).toMatchObject({
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: retained,
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      });
      expect(typeOf(idOf(properties.SSESpecification.KMSMasterKeyId, templates))).toBe('AWS::KMS::Key');
      expect(definition).toMatchObject(lifetime);
    },
  );

  it('indexes what the functions query, by keys only', () => {
    const indexed = of('AWS::DynamoDB::Table').flatMap(
      ({ properties }) => properties.GlobalSecondaryIndexes ?? [],
    );
    expect(indexed).toHaveLength(9);
    for (const { name, pk, at } of Object.values(indexes)) {
      const definitions = indexed.filter(({ IndexName: index }) => index === name);
      expect(definitions.length).toBeGreaterThan(0);
      for (const { KeySchema: keys, Projection: projection } of definitions) {
        expect(keys.map(({ AttributeName: key }: Json) => key)).toEqual([pk, at]);
        expect(projection).toEqual({ ProjectionType: 'KEYS_ONLY' });
      }
    }
  });

  it.each(of('AWS::S3::Bucket'))(
    '$id: encrypted by our key, closed to the public, kept',
    ({ properties, definition }) => {
      const [rule] = properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
      expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(definition).toMatchObject(lifetime);
    },
  );

  it.each(of('AWS::SQS::Queue'))('$id: encrypted', ({ properties }) => {
    expect(properties.SqsManagedSseEnabled ?? properties.KmsMasterKeyId).toBeTruthy();
  });

  it.each(of('AWS::SNS::Topic'))('$id: encrypted by our key', ({ properties }) => {
    expect(typeOf(idOf(properties.KmsMasterKeyId, templates))).toBe('AWS::KMS::Key');
  });

  it.each(of('AWS::KMS::Key'))('$id: renewed each year, kept', ({ properties, definition }) => {
    expect(properties.EnableKeyRotation).toBe(true);
    expect(definition).toMatchObject(lifetime);
  });

  it.each(of('AWS::Cognito::UserPool'))(
    '$id: protected, kept, with a second factor',
    ({ properties, definition }) => {
      expect(properties).toMatchObject({
        DeletionProtection: retained ? 'ACTIVE' : 'INACTIVE',
        MfaConfiguration: 'ON',
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      });
      expect(definition).toMatchObject(lifetime);
    },
  );

  it.each(of('AWS::Logs::LogGroup'))('$id: forgets after the days of the stage', ({ properties }) => {
    expect(properties.RetentionInDays).toBe(settings.logRetentionDays);
  });

  it.each([...of('AWS::SQS::Queue'), ...of('AWS::S3::Bucket'), ...of('AWS::SNS::Topic')])(
    '$id: refuses whoever comes without TLS',
    ({ id }) => {
      const denials = policiesOf(id).filter(
        (statement) =>
          statement.Effect === 'Deny' && statement.Condition?.Bool?.['aws:SecureTransport'] === 'false',
      );
      expect(denials).toHaveLength(1);
      expect(denials[0]).toMatchObject({ Principal: expect.anything(), Action: expect.anything() });
      expect(JSON.stringify(denials[0].Principal)).toMatch(/^("\*"|\{"AWS":"\*"\})$/);
    },
  );

  it('speaks TLS 1.2 at least under a domain of its own', () => {
    const domains = of('AWS::ApiGateway::DomainName');
    expect(domains).toHaveLength(settings.domain === undefined ? 0 : 1);
    for (const { properties } of domains)
      expect(properties.SecurityPolicy).toMatch(/^TLS_1_2$|TLS13|TLS_1_3/);
  });

  const typeOf = (id: string): string | undefined => resources.find((resource) => resource.id === id)?.type;

  const policiesOf = (id: string): readonly Json[] =>
    resources
      .filter(({ properties }) => targetsOf(properties).includes(id))
      .flatMap(({ properties }: Resource) => listOf(properties.PolicyDocument.Statement));

  const targetsOf = (properties: Json): readonly string[] =>
    properties.PolicyDocument === undefined
      ? []
      : [properties.Queues, properties.Topics, properties.Bucket].flatMap(listOf).map((target) => target.Ref);
};
