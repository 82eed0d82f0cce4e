import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { logger } from './logger.ts';
import { publishMetrics } from './metrics.ts';

/** What is around every handler: context in each log line, failures logged once, metrics written at the end. */
export const onion = <Event, Answer>() =>
  middy<Event, Answer>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use({ after: publishMetrics, onError: publishMetrics })
    .onError(({ error }) => {
      logger.error('invocation failed', { error });
    });
