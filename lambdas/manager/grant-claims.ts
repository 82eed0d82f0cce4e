import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { count } from '../../shared/edge/metrics.ts';
import { onion } from '../../shared/edge/onion.ts';
import { tokenClaims } from '../../shared/manager/token-claims.ts';

/** Woken by Cognito before it makes tokens. Puts the claims `roles` and `fleets` into both of them. */
export const handler = onion<PreTokenGenerationV2TriggerEvent, PreTokenGenerationV2TriggerEvent>().handler(
  async (event: PreTokenGenerationV2TriggerEvent) => {
    const { groupConfiguration, userAttributes } = event.request;
    const claims = tokenClaims(groupConfiguration.groupsToOverride ?? [], userAttributes['custom:fleets']);
    const generation = { claimsToAddOrOverride: claims };
    event.response = {
      claimsAndScopeOverrideDetails: { idTokenGeneration: generation, accessTokenGeneration: generation },
    };
    count('RequestsAnswered');
    return event;
  },
);
