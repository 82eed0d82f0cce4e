import { parentPort } from 'node:worker_threads';
import type { HttpEvent } from '../../../shared/edge/http-request.ts';
import { aContext } from '../../support/builders/an-http-event.ts';

/** Runs lambdas in a thread that can be ended: a function keeps its connections open for the next invocation. */
export interface Invocation {
  readonly lambda: string;
  readonly event: HttpEvent;
}

parentPort?.on('message', async ({ lambda, event }: Invocation) => {
  try {
    const { handler } = await import(`../../../lambdas/manager/${lambda}.ts`);
    parentPort?.postMessage({ answer: await handler(event, aContext()) });
  } catch (error) {
    parentPort?.postMessage({ error: String(error) });
  }
});
