import { assumptions, balanceChecksPerMonth } from '../assumptions.ts';
import { type Bill, gigabyte, type Line, million, type Pricer } from '../line.ts';
import { type Resource, valueAt } from '../resources.ts';

/** The API that M-Pesa calls: callbacks, and answers about balances. */
export const priceHooks: Pricer = (apis, bill) => {
  const { prices, callbacks } = bill;
  return apis.flatMap((): readonly Line[] => [
    restLine('callbacks', 'callbacks', callbacks, bill),
    restLine('answers about balances', 'standing', balanceChecksPerMonth, bill),
    {
      ...{ service: 'Data transfer', what: 'answers to M-Pesa', because: 'callbacks', unit: 'GB' },
      ...{ quantity: (callbacks * assumptions.responseBytes) / gigabyte, unitPrice: prices.transferOutPerGb },
    },
  ]);
};

const restLine = (what: string, because: Line['because'], requests: number, { prices }: Bill): Line => ({
  ...{ service: 'API Gateway', what, because, unit: 'million requests' },
  ...{ quantity: requests / million, unitPrice: prices.apiGatewayRestPerMillion },
});

export const priceHooksStages: Pricer = (stages, { prices, callbacks }) =>
  stages.flatMap((stage): readonly Line[] => {
    if (valueAt(stage.properties, 'AccessLogSetting') === undefined) return [];
    const bytes = callbacks * assumptions.accessLogBytes;
    return [
      {
        ...{
          service: 'CloudWatch',
          what: 'access log of the hooks: taken in',
          because: 'callbacks',
          unit: 'GB',
        },
        ...{ quantity: bytes / gigabyte, unitPrice: prices.logsIngestionPerGb },
      },
    ];
  });

/** The API of the people who run the payments. */
export const priceManagerApis: Pricer = (apis, { prices }) =>
  apis.map((api: Resource): Line => {
    const isWebSocket = api.properties.ProtocolType === 'WEBSOCKET';
    const quantity = isWebSocket ? assumptions.webSocketMessages : assumptions.managerRequests;
    return {
      ...{ service: 'API Gateway', what: isWebSocket ? 'messages to people' : 'requests of people' },
      ...{ because: 'standing', quantity: quantity / million, unit: 'million requests' },
      unitPrice: isWebSocket ? prices.apiGatewayWebSocketPerMillion : prices.apiGatewayHttpPerMillion,
    };
  });

export const priceEndpoints: Pricer = (endpoints, { prices }) =>
  endpoints
    .filter(({ properties }) => properties.VpcEndpointType === 'Interface')
    .map(({ logicalId, properties }) => {
      const zones = Array.isArray(properties.SubnetIds) ? Math.max(1, properties.SubnetIds.length) : 1;
      return {
        ...{ service: 'VPC', what: `${logicalId}: endpoint`, because: 'standing', unit: 'hours' },
        ...{ quantity: zones * assumptions.hoursPerMonth, unitPrice: prices.interfaceEndpointPerHour },
      } as const;
    });

export const priceNatGateways: Pricer = (gateways, { prices }) => [
  {
    ...{ service: 'VPC', what: 'NAT gateways', because: 'standing', unit: 'hours' },
    ...{ quantity: gateways.length * assumptions.hoursPerMonth, unitPrice: prices.natGatewayPerHour },
  },
];

export const priceFirewalls: Pricer = (acls, { prices, callbacks }) =>
  acls.flatMap(({ properties }): readonly Line[] => {
    const rules = Array.isArray(properties.Rules) ? properties.Rules.length : 0;
    const line = (
      what: string,
      because: Line['because'],
      quantity: number,
      unit: string,
      unitPrice: number,
    ) => ({ service: 'WAF', what, because, quantity, unit, unitPrice }) as const;
    return [
      line('web ACL', 'standing', 1, 'a month', prices.wafAclPerMonth),
      line('rules', 'standing', rules, 'a month', prices.wafRulePerMonth),
      line('requests', 'callbacks', callbacks / million, 'million requests', prices.wafPerMillion),
    ];
  });
