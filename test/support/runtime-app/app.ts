import { join } from 'node:path';
import {
  App,
  aws_apigateway as apigateway,
  aws_apigatewayv2 as apigatewayv2,
  aws_cognito as cognito,
  Duration,
  aws_dynamodb as dynamodb,
  aws_events as events,
  aws_events_targets as eventTargets,
  Fn,
  aws_iam as iam,
  aws_lambda as lambda,
  Stack,
  aws_s3 as s3,
  aws_scheduler as scheduler,
  aws_secretsmanager as secretsmanager,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';

/**
 * A small app with one of everything that the runtime understands: notes come in over a queue, are kept in a table,
 * announced on a bus and read behind a token. Synthesized by `node app.ts <bundles> <outdir>`.
 */
const [bundles = '', outdir = ''] = process.argv.slice(2);
const app = new App({
  outdir,
  analyticsReporting: false,
  context: { 'aws:cdk:disable-asset-staging': true, 'aws:cdk:enable-path-metadata': true },
});

const data = new Stack(app, 'Data', { stackName: 'notebook-data' });
const table = new dynamodb.Table(data, 'Notes', {
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  timeToLiveAttribute: 'expiresAt',
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});
table.addGlobalSecondaryIndex({
  indexName: 'topics',
  partitionKey: { name: 'topic', type: dynamodb.AttributeType.STRING },
});
const attachments = new s3.Bucket(data, 'Attachments', {
  encryption: s3.BucketEncryption.S3_MANAGED,
  enforceSSL: true,
});
const pepper = new secretsmanager.Secret(data, 'Pepper', {
  generateSecretString: {
    secretStringTemplate: '{"use":"notes"}',
    generateStringKey: 'pepper',
    excludePunctuation: true,
  },
});
const bus = new events.EventBus(data, 'Facts');

const main = new Stack(app, 'Main', { stackName: 'notebook-main' });
const deadNotes = new sqs.Queue(main, 'DeadNotes');
const notes = new sqs.Queue(main, 'NewNotes', {
  visibilityTimeout: Duration.seconds(5),
  deadLetterQueue: { queue: deadNotes, maxReceiveCount: 3 },
});
const audits = new sqs.Queue(main, 'Audits');
const missedRuns = new sqs.Queue(main, 'MissedRuns');

const api = new apigateway.RestApi(main, 'Inbox', {
  deployOptions: { stageName: 'live' },
  cloudWatchRole: false,
  policy: new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/live/*'],
        conditions: { IpAddress: { 'aws:SourceIp': ['127.0.0.1'] } },
      }),
    ],
  }),
});
api.node.tryRemoveChild('Endpoint');
const baseUrl = Fn.join('', [
  'https://',
  api.restApiId,
  '.execute-api.',
  main.region,
  '.amazonaws.com/',
  api.deploymentStage.stageName,
]);

const makeFunction = (name: string, environment: Record<string, string> = {}, timeoutSeconds = 5) =>
  new lambda.Function(main, name.split('/').at(-1) ?? '', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'handler.handler',
    code: lambda.Code.fromAsset(join(bundles, name)),
    timeout: Duration.seconds(timeoutSeconds),
    memorySize: 256,
    environment,
  });

const keepNote = makeFunction('notes/keep-note', {
  NOTES_TABLE: table.tableName,
  ATTACHMENTS_BUCKET: attachments.bucketName,
  EVENT_BUS_NAME: bus.eventBusName,
  PEPPER_SECRET_ID: pepper.secretName,
  INBOX_URL: baseUrl,
  GREETING: 'from the template',
});
keepNote.addEventSource(new SqsEventSource(notes, { reportBatchItemFailures: true, maxConcurrency: 3 }));
const checkNote = makeFunction('notes/check-note', {}, 1);
const readNote = makeFunction('notes/read-note', { NOTES_TABLE: table.tableName });
const tidyNotes = makeFunction('upkeep/tidy-notes', { AUDITS_QUEUE_URL: audits.queueUrl });

new events.Rule(main, 'Audit', {
  eventBus: bus,
  eventPattern: {
    source: ['notebook'],
    detailType: events.Match.prefix('note.'),
    detail: { length: [{ numeric: ['>', 2] }] },
  },
  targets: [new eventTargets.SqsQueue(audits, { message: events.RuleTargetInput.fromEventPath('$.detail') })],
});
new scheduler.CfnSchedule(main, 'Tidy', {
  scheduleExpression: 'cron(0 3 ? * MON-FRI *)',
  scheduleExpressionTimezone: 'Africa/Nairobi',
  flexibleTimeWindow: { mode: 'OFF' },
  target: {
    arn: tidyNotes.functionArn,
    roleArn: 'arn:aws:iam::000000000000:role/scheduler',
    input: '{"time":"<aws.scheduler.scheduled-time>"}',
    deadLetterConfig: { arn: missedRuns.queueArn },
    retryPolicy: { maximumRetryAttempts: 2 },
  },
});

const encode = (value: string) => `$util.urlEncode(${value})`;
const attribute = (index: number, name: string, value: string) =>
  `&MessageAttribute.${index}.Name=${name}&MessageAttribute.${index}.Value.DataType=String&MessageAttribute.${index}.Value.StringValue=${value}`;
const topic = api.root.addResource('notes').addResource('{topic}');
topic.addMethod(
  'POST',
  new apigateway.AwsIntegration({
    service: 'sqs',
    path: `${main.account}/${notes.queueName}`,
    options: {
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
      requestTemplates: {
        'application/json': [
          `Action=SendMessage&MessageBody=${encode('$input.body')}`,
          attribute(1, 'topic', encode("$input.params('topic')")),
          attribute(2, 'source_ip', encode('$context.identity.sourceIp')),
          attribute(3, 'received_at', '$context.requestTimeEpoch'),
        ].join(''),
      },
      integrationResponses: [
        { statusCode: '200', responseTemplates: { 'application/json': '{"accepted":true}' } },
        {
          statusCode: '400',
          selectionPattern: '4\\d{2}',
          responseTemplates: { 'application/json': '{"accepted":false}' },
        },
        {
          statusCode: '500',
          selectionPattern: '5\\d{2}',
          responseTemplates: { 'application/json': '{"accepted":false}' },
        },
      ],
    },
  }),
  { methodResponses: ['200', '400', '500'].map((statusCode) => ({ statusCode })) },
);
topic.addResource('check').addMethod(
  'POST',
  new apigateway.LambdaIntegration(checkNote, {
    proxy: false,
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: {
      'application/json':
        '{"topic":"$util.escapeJavaScript($input.params(\'topic\'))","note":$input.json(\'$\')}',
    },
    integrationResponses: [
      { statusCode: '200' },
      {
        statusCode: '422',
        selectionPattern: 'Refused: .*',
        responseTemplates: { 'application/json': '{"why":$input.json(\'$.errorMessage\')}' },
      },
      {
        statusCode: '504',
        selectionPattern: '.*timed out.*',
        responseTemplates: { 'application/json': '{"why":"slow"}' },
      },
    ],
  }),
  { methodResponses: ['200', '422', '504'].map((statusCode) => ({ statusCode })) },
);
topic.addResource('{rest+}').addMethod('ANY', new apigateway.LambdaIntegration(readNote));

const pool = new cognito.UserPool(main, 'People');
const client = pool.addClient('Web');
const httpApi = new apigatewayv2.HttpApi(main, 'Api', {
  corsPreflight: { allowOrigins: ['https://notes.example'], allowMethods: [apigatewayv2.CorsHttpMethod.GET] },
});
httpApi.addRoutes({
  path: '/api/notes/{id}',
  methods: [apigatewayv2.HttpMethod.GET],
  integration: new HttpLambdaIntegration('ReadNote', readNote),
  authorizer: new HttpJwtAuthorizer('Token', pool.userPoolProviderUrl, {
    jwtAudience: [client.userPoolClientId],
  }),
});
httpApi.addRoutes({
  path: '/api/open',
  methods: [apigatewayv2.HttpMethod.ANY],
  integration: new HttpLambdaIntegration('Open', readNote),
});

app.synth();
