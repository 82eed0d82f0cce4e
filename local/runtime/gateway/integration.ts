/** What a backend of API Gateway answered: a status as SQS or HTTP have it, or a Lambda function's error text. */
export interface BackendAnswer {
  readonly status: number;
  readonly body: string;
  /** What SelectionPattern is compared with: the status, but for Lambda the error's text, undefined without an error. */
  readonly selector: string | undefined;
}

export type Backend = (
  body: string,
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
) => Promise<BackendAnswer>;

/** `arn:aws:apigateway:<region>:<service>:<path|action>/<rest>` */
export function parseIntegrationUri(
  uri: string,
): { readonly service: string; readonly kind: string; readonly rest: string } | undefined {
  const [, service, kind, rest] = /^arn:aws:apigateway:[^:]+:([^:]+):(path|action)\/(.+)$/.exec(uri) ?? [];
  return service && kind && rest ? { service, kind, rest } : undefined;
}
