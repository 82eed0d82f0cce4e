import { Stack } from 'aws-cdk-lib';
import { AwsIntegration, type IResource, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeOpenRoute } from './hooks-api.ts';
import type { WorkQueue } from './work-queue.ts';

/** Puts callbacks onto a queue, with no code between: the body as it came, what the request knows as attributes. */
export class NoticeRoutes extends Construct {
  private readonly role: Role;
  private readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: { readonly queue: WorkQueue }) {
    super(scope, id);
    this.queue = props.queue;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.queue.queue.queueArn] }),
    );
  }

  /**
   * Takes POST on a resource. `attributes` go with every message beside those that all callbacks carry; their values are
   * mapping-template expressions, or plain words.
   */
  route(resource: IResource, attributes: Readonly<Record<string, string>>): void {
    const integration = new AwsIntegration({
      service: 'sqs',
      path: `${Stack.of(this).account}/${this.queue.queue.queueName}`,
      integrationHttpMethod: 'POST',
      options: {
        credentialsRole: this.role,
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: {
          'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
        },
        requestTemplates: { 'application/json': sendMessage({ ...attributes, ...ofEveryCallback }) },
        integrationResponses: [
          { statusCode: '200', selectionPattern: '200', responseTemplates: answer(0, 'Accepted') },
          {
            // Only what SQS says of the body; its 403 would be our lost permission, which is no fault of the caller.
            statusCode: '400',
            selectionPattern: '400|413',
            responseTemplates: answer(1, 'Refused: too long, or with control characters'),
          },
          // Without a pattern: whatever else happens is no promise to have kept the notice.
          { statusCode: '500', responseTemplates: answer(1, 'Not kept, please send it again') },
        ],
      },
    });
    const method = resource.addMethod('POST', integration, {
      methodResponses: ['200', '400', '500'].map((statusCode) => ({ statusCode })),
    });
    acknowledgeOpenRoute(method);
  }
}

const ofEveryCallback = {
  token: "$input.params('token')",
  source_ip: '$context.identity.sourceIp',
  request_id: '$context.requestId',
  received_at: '$context.requestTimeEpoch',
};

const sendMessage = (attributes: Readonly<Record<string, string>>): string =>
  [
    'Action=SendMessage',
    // A queue takes no empty message, and an empty body says something too: M-Pesa reports timeouts so.
    '#if($input.body == "")MessageBody=null#{else}MessageBody=$util.urlEncode($input.body)#end',
    ...Object.entries(attributes).flatMap(([name, value], position) => {
      const attribute = `MessageAttribute.${position + 1}`;
      return [
        `${attribute}.Name=${name}`,
        `${attribute}.Value.DataType=String`,
        `${attribute}.Value.StringValue=${value.startsWith('$') ? `$util.urlEncode(${value})` : encodeURIComponent(value)}`,
      ];
    }),
  ].join('&');

const answer = (code: number, description: string) => ({
  'application/json': JSON.stringify({ ResultCode: code, ResultDesc: description }),
});
