import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { describeProblem, type Problem, problemKinds } from '../manager/problem.ts';

export interface HttpAnswer extends APIGatewayProxyStructuredResultV2 {
  statusCode: number;
  body: string;
}

// What is answered is about people's money: nobody on the way keeps it.
const headersFor = (requestId: string, contentType: string) => ({
  'content-type': contentType,
  'cache-control': 'no-store',
  'x-request-id': requestId,
});

/** @param body JSON text. */
export const answerJson = (requestId: string, statusCode: number, body: string): HttpAnswer => ({
  statusCode,
  headers: headersFor(requestId, 'application/json'),
  body,
});

const retryAfterSeconds: Partial<Record<Problem['kind'], string>> = {
  request_in_progress: '1',
  unavailable: '5',
};

export function answerProblem(requestId: string, problem: Problem): HttpAnswer {
  const retryAfter = retryAfterSeconds[problem.kind];
  return {
    statusCode: problemKinds[problem.kind].status,
    headers: {
      ...headersFor(requestId, 'application/problem+json'),
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    },
    body: JSON.stringify(describeProblem(problem, `urn:request:${requestId}`)),
  };
}
