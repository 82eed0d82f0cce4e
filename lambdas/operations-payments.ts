import * as z from 'zod/mini';
import { mongoConnection } from '../shared/adapters/mongodb/connection.ts';
import { mongoPaymentBook } from '../shared/adapters/mongodb/payment-book.ts';
import { mongoSettings } from '../shared/adapters/mongodb/settings.ts';
import { readSecret } from '../shared/adapters/secrets-manager/read-secret.ts';
import { jsonVariable } from '../shared/edge/environment.ts';
import { logger } from '../shared/edge/logger.ts';
import { count } from '../shared/edge/metrics.ts';
import type { PaymentBook } from '../shared/payments/payment-book.ts';

/** What every function that reads the operator's MongoDB is told. */
export const operationsEnvironment = z.object({
  MONGODB_SECRET_ID: z.string(),
  MONGODB_SETTINGS: jsonVariable(mongoSettings),
});

const connectionSecret = z.object({ connection_string: z.string() });

/** The operator's payments, connected on first use. */
export const operationsPayments = (env: z.infer<typeof operationsEnvironment>): PaymentBook =>
  mongoPaymentBook(
    mongoConnection(
      env.MONGODB_SETTINGS,
      async () => z.parse(connectionSecret, await readSecret(env.MONGODB_SECRET_ID)).connection_string,
      () => count('MongoUnavailable'),
    ),
    env.MONGODB_SETTINGS,
    (fault) => logger.warn('a partner cannot be read', { ...fault }),
  );
