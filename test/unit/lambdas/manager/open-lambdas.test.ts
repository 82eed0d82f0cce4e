import { describe, expect, it } from '@jest/globals';
import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { handler as grantClaims } from '../../../../lambdas/manager/grant-claims.ts';
import { handler as readOpenapi } from '../../../../lambdas/manager/read-openapi.ts';
import { callerOf } from '../../../../shared/manager/access.ts';
import { aContext, anHttpEvent } from '../../../support/builders/an-http-event.ts';

const aTokenRequest = (groups: string[], fleets?: string): PreTokenGenerationV2TriggerEvent => ({
  ...{
    version: '2',
    triggerSource: 'TokenGeneration_Authentication',
    region: 'eu-west-1',
    userPoolId: 'pool',
  },
  userName: 'njeri',
  callerContext: { awsSdkVersion: '', clientId: 'client' },
  request: {
    userAttributes: { sub: 'njeri', ...(fleets !== undefined && { 'custom:fleets': fleets }) },
    groupConfiguration: { groupsToOverride: groups },
  },
  response: { claimsAndScopeOverrideDetails: {} },
});

describe('grant-claims', () => {
  it('puts roles and fleets into both tokens, as the manager API reads them', async () => {
    const { response } = await grantClaims(
      aTokenRequest(['manager', 'guests'], 'fleet-1, fleet-2'),
      aContext(),
    );
    const { accessTokenGeneration, idTokenGeneration } = response.claimsAndScopeOverrideDetails;
    expect(idTokenGeneration).toEqual(accessTokenGeneration);
    expect(callerOf({ sub: 'njeri', ...accessTokenGeneration?.claimsToAddOrOverride })).toEqual({
      ...{ sub: 'njeri', roles: ['manager'], fleets: ['fleet-1', 'fleet-2'] },
    });
  });

  it('grants nothing to whom nothing was given', async () => {
    const { response } = await grantClaims(aTokenRequest([]), aContext());
    const claims = response.claimsAndScopeOverrideDetails.accessTokenGeneration?.claimsToAddOrOverride;
    expect(callerOf({ sub: 'njeri', ...claims })).toEqual({ sub: 'njeri', roles: [], fleets: [] });
  });
});

describe('read-openapi', () => {
  it('answers the description to anybody', async () => {
    const answer = await readOpenapi(anHttpEvent({ path: '/api/openapi.json', claims: null }), aContext());
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      openapi: '3.1.0',
      paths: { '/api/v1/payments/{id}': { get: { operationId: 'read-payment' } } },
    });
  });
});
