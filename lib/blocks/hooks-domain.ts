import {
  BasePathMapping,
  DomainName,
  EndpointType,
  type RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';

export interface HooksDomainProps {
  readonly api: RestApi;
  readonly name: string;
  readonly certificateArn: string;
  /** @default no alias record is made */
  readonly hostedZoneId?: string | undefined;
}

/** A host of the operator's own for the callback URLs: Daraja refuses the default one, which contains "exec". */
export class HooksDomain extends Construct {
  constructor(scope: Construct, id: string, props: HooksDomainProps) {
    super(scope, id);
    const { api, name, hostedZoneId } = props;
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', props.certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new BasePathMapping(this, 'BasePath', { domainName, restApi: api, stage: api.deploymentStage });
    if (hostedZoneId === undefined) return;
    const { domainNameAliasDomainName: dnsName, domainNameAliasHostedZoneId: aliasZoneId } = domainName;
    new CfnRecordSet(this, 'Alias', {
      hostedZoneId,
      name,
      type: 'A',
      aliasTarget: { dnsName, hostedZoneId: aliasZoneId },
    });
  }
}
