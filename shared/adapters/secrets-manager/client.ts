import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

let shared: SecretsManagerClient | undefined;

/** One client for all secrets of a function, so that they share its connections. */
export function secretsManagerClient(): SecretsManagerClient {
  shared ??= new SecretsManagerClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  return shared;
}
