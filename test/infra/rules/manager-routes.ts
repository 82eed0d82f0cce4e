import { expect, it } from '@jest/globals';
import { idOf, type Synthesized } from '../support/synthesized.ts';

/** The API of managers: a token for everything but its own description. */
export const managerRoutes = ({ settings, templates, of }: Synthesized): void => {
  const routes = of('AWS::ApiGatewayV2::Route');

  it('serves the routes', () => {
    expect(routes.map(({ properties }) => properties.RouteKey).sort()).toEqual([
      'DELETE /api/v1/balance-monitoring/configs/{partner_id}/{shortcode}',
      'GET /api/openapi.json',
      'GET /api/real-time-reconciliation/active',
      'GET /api/real-time-reconciliation/stats',
      'GET /api/v1/analytics/revenue/windows',
      'GET /api/v1/balance-monitoring/alerts',
      'GET /api/v1/balance-monitoring/checks',
      'GET /api/v1/balance-monitoring/configs',
      'GET /api/v1/balance-monitoring/summary',
      'GET /api/v1/payments/{id}',
      'POST /api/real-time-reconciliation/bulk',
      'POST /api/real-time-reconciliation/queue/{id}',
      'POST /api/real-time-reconciliation/session/{id}',
      'POST /api/v1/balance-monitoring/alerts/{id}/resolve',
      'POST /api/v1/balance-monitoring/check',
      'POST /api/v1/balance-monitoring/configs',
      'POST /api/v1/balance-monitoring/configs/{partner_id}/{shortcode}/resume',
      'PUT /api/v1/balance-monitoring/configs/{partner_id}/{shortcode}',
    ]);
  });

  it.each(routes)('$properties.RouteKey: takes a token unless it is the description', ({ properties }) => {
    const isOpen = properties.RouteKey === 'GET /api/openapi.json';
    expect(properties.AuthorizationType).toBe(isOpen ? 'NONE' : 'JWT');
    if (!isOpen)
      expect(idOf(properties.AuthorizerId, templates)).toBe(of('AWS::ApiGatewayV2::Authorizer')[0]?.id);
  });

  it('verifies tokens against the user pool and its client', () => {
    const [authorizer, ...others] = of('AWS::ApiGatewayV2::Authorizer');
    expect(others).toEqual([]);
    const { Issuer: issuer, Audience: audience } = authorizer?.properties.JwtConfiguration ?? {};
    expect(idOf(issuer, templates)).toBe(of('AWS::Cognito::UserPool')[0]?.id);
    expect(audience.map((client: unknown) => idOf(client, templates))).toEqual([
      of('AWS::Cognito::UserPoolClient')[0]?.id,
    ]);
  });

  it('lets nobody write what decides about their own rights', () => {
    const clients = of('AWS::Cognito::UserPoolClient');
    expect(clients.length).toBeGreaterThan(0);
    for (const { properties } of clients) {
      // Without a list, a client may write every attribute that can change.
      expect(properties.WriteAttributes.length).toBeGreaterThan(0);
      expect(properties.WriteAttributes.filter((name: string) => name.startsWith('custom:'))).toEqual([]);
    }
  });

  it('is throttled, logged, and open to web origins only where the stage names them', () => {
    const [stage] = of('AWS::ApiGatewayV2::Stage');
    expect(stage?.properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: settings.manager.ratePerSecond,
      ThrottlingBurstLimit: settings.manager.burst,
    });
    expect(idOf(stage?.properties.AccessLogSettings.DestinationArn, templates)).toMatch(/AccessLog/);
    const [api] = of('AWS::ApiGatewayV2::Api');
    const origins = api?.properties.CorsConfiguration?.AllowOrigins ?? [];
    expect(origins).toEqual(settings.manager.corsOrigins);
  });
};
