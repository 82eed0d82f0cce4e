/** US dollars. A month has 730.5 hours, a GB is 10^9 bytes. */
export interface PriceList {
  readonly apiGatewayRestPerMillion: number;
  readonly apiGatewayHttpPerMillion: number;
  readonly apiGatewayWebSocketPerMillion: number;
  readonly sqsStandardPerMillion: number;
  readonly sqsFifoPerMillion: number;
  readonly lambdaPerMillion: number;
  /** On arm64. */
  readonly lambdaArmPerGbSecond: number;
  readonly lambdaX86PerGbSecond: number;
  readonly dynamodbWritePerMillion: number;
  readonly dynamodbReadPerMillion: number;
  readonly dynamodbProvisionedWritePerHour: number;
  readonly dynamodbProvisionedReadPerHour: number;
  readonly dynamodbStoragePerGbMonth: number;
  readonly dynamodbRecoveryPerGbMonth: number;
  readonly eventsPerMillion: number;
  readonly eventArchivePerGb: number;
  readonly schedulerPerMillion: number;
  readonly logsIngestionPerGb: number;
  readonly logsStoragePerGbMonth: number;
  readonly customMetricPerMonth: number;
  readonly alarmPerMonth: number;
  readonly compositeAlarmPerMonth: number;
  readonly dashboardPerMonth: number;
  readonly tracesPerMillion: number;
  readonly kmsKeyPerMonth: number;
  readonly kmsPerMillion: number;
  readonly secretPerMonth: number;
  readonly secretReadsPerMillion: number;
  readonly s3PutsPerMillion: number;
  readonly s3StoragePerGbMonth: number;
  readonly snsPerMillion: number;
  readonly transferOutPerGb: number;
  readonly interfaceEndpointPerHour: number;
  readonly natGatewayPerHour: number;
  readonly wafAclPerMonth: number;
  readonly wafRulePerMonth: number;
  readonly wafPerMillion: number;
  readonly hostedZonePerMonth: number;
  readonly cognitoUserPerMonth: number;
}

/**
 * The one place for prices. Written down by hand on this day from AWS's public price pages
 * (https://aws.amazon.com/<service>/pricing/, "on demand", first tier); the service names what to look up. Nothing reads
 * them from AWS: look again before you rely on a figure to the cent, above all outside us-east-1.
 */
export const pricesWrittenOn = '2026-11-26';

const usEast1: PriceList = {
  apiGatewayRestPerMillion: 3.5,
  apiGatewayHttpPerMillion: 1,
  apiGatewayWebSocketPerMillion: 1,
  sqsStandardPerMillion: 0.4,
  sqsFifoPerMillion: 0.5,
  lambdaPerMillion: 0.2,
  lambdaArmPerGbSecond: 0.0000133334,
  lambdaX86PerGbSecond: 0.0000166667,
  dynamodbWritePerMillion: 0.625,
  dynamodbReadPerMillion: 0.125,
  dynamodbProvisionedWritePerHour: 0.00065,
  dynamodbProvisionedReadPerHour: 0.00013,
  dynamodbStoragePerGbMonth: 0.25,
  dynamodbRecoveryPerGbMonth: 0.2,
  eventsPerMillion: 1,
  eventArchivePerGb: 0.1,
  schedulerPerMillion: 1,
  logsIngestionPerGb: 0.5,
  logsStoragePerGbMonth: 0.03,
  customMetricPerMonth: 0.3,
  alarmPerMonth: 0.1,
  compositeAlarmPerMonth: 0.5,
  dashboardPerMonth: 3,
  tracesPerMillion: 5,
  kmsKeyPerMonth: 1,
  kmsPerMillion: 3,
  secretPerMonth: 0.4,
  secretReadsPerMillion: 5,
  s3PutsPerMillion: 5,
  s3StoragePerGbMonth: 0.023,
  snsPerMillion: 0.5,
  transferOutPerGb: 0.09,
  interfaceEndpointPerHour: 0.01,
  natGatewayPerHour: 0.045,
  wafAclPerMonth: 5,
  wafRulePerMonth: 1,
  wafPerMillion: 0.6,
  hostedZonePerMonth: 0.5,
  cognitoUserPerMonth: 0.015,
};

/** What a region charges otherwise than us-east-1. */
export const priceLists: Readonly<Record<string, PriceList>> = {
  'us-east-1': usEast1,
  'eu-west-1': {
    ...usEast1,
    apiGatewayHttpPerMillion: 1.11,
    dynamodbWritePerMillion: 0.7068,
    dynamodbReadPerMillion: 0.1414,
    dynamodbProvisionedWritePerHour: 0.000735,
    dynamodbProvisionedReadPerHour: 0.000147,
    dynamodbStoragePerGbMonth: 0.283,
    dynamodbRecoveryPerGbMonth: 0.2264,
    logsIngestionPerGb: 0.57,
    interfaceEndpointPerHour: 0.011,
    natGatewayPerHour: 0.048,
  },
  'af-south-1': {
    ...usEast1,
    apiGatewayRestPerMillion: 4.55,
    apiGatewayHttpPerMillion: 1.3,
    apiGatewayWebSocketPerMillion: 1.3,
    sqsStandardPerMillion: 0.5,
    sqsFifoPerMillion: 0.625,
    lambdaPerMillion: 0.27,
    lambdaArmPerGbSecond: 0.0000176803,
    lambdaX86PerGbSecond: 0.0000221004,
    dynamodbWritePerMillion: 0.8387,
    dynamodbReadPerMillion: 0.1677,
    dynamodbProvisionedWritePerHour: 0.000872,
    dynamodbProvisionedReadPerHour: 0.000174,
    dynamodbStoragePerGbMonth: 0.3355,
    dynamodbRecoveryPerGbMonth: 0.2684,
    logsIngestionPerGb: 0.68,
    logsStoragePerGbMonth: 0.0357,
    s3PutsPerMillion: 6.5,
    s3StoragePerGbMonth: 0.0274,
    transferOutPerGb: 0.154,
    interfaceEndpointPerHour: 0.013,
    natGatewayPerHour: 0.057,
  },
};
