import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a stack ends that was told to go: it is gone, or what of it stayed, and why. */
export type DeletionOutcome = 'gone' | Readonly<Record<string, string>>;

export interface CannedCloudFormation {
  readonly endpoint: string;
  /** Stacks as they stand, by name. */
  readonly stacks: Map<string, DeletionOutcome>;
  /** What S3 answers when objects are deleted: keys that it keeps, with the code of the refusal. */
  readonly keptObjects: Map<string, string>;
  stop(): Promise<void>;
}

const bucket = 'salio-bucket';
const objects = ['one', 'two', 'three'];

/** As much of CloudFormation, S3 and STS as the end of a stage takes: what no embedded engine answers, with failures of their own. */
export async function startCannedCloudFormation(): Promise<CannedCloudFormation> {
  const stacks = new Map<string, DeletionOutcome>();
  const kept = new Map<string, string>();
  const told = new Set<string>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const ofS3 = (request.url ?? '').startsWith(`/${bucket}`);
    const [status, xml] = ofS3
      ? objectStore(request.method ?? '')
      : cloudFormation(new URLSearchParams(body));
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  });
  const objectStore = (method: string): readonly [number, string] => {
    const contents = objects.map((Key) => `<Contents><Key>${Key}</Key></Contents>`).join('');
    if (method === 'GET') return [200, `<ListBucketResult>${contents}</ListBucketResult>`];
    const errors = [...kept].map(([Key, Code]) => `<Error><Key>${Key}</Key><Code>${Code}</Code></Error>`);
    return [200, `<DeleteResult>${errors.join('')}</DeleteResult>`];
  };
  const cloudFormation = (asked: URLSearchParams): readonly [number, string] => {
    const [action, name] = [asked.get('Action') ?? '', asked.get('StackName') ?? ''];
    if (action === 'GetCallerIdentity') return [200, answer(action, whose)];
    const outcome = stacks.get(name);
    if (outcome === undefined) return [400, absent(name)];
    if (action === 'DeleteStack') {
      told.add(name);
      if (outcome === 'gone') stacks.delete(name);
    }
    return [200, answer(action, answers[action]?.(name, outcome) ?? '')];
  };
  const answers: Readonly<Record<string, (name: string, outcome: DeletionOutcome) => string>> = {
    GetTemplate: () => '<TemplateBody>{"Resources":{}}</TemplateBody>',
    ListStackResources: () => members('StackResourceSummaries', [aBucket]),
    DescribeStacks: (name) =>
      members('Stacks', [`<StackName>${name}</StackName><StackStatus>${statusOf(name)}</StackStatus>`]),
    // Newest first, with what an earlier try left.
    DescribeStackEvents: (name, outcome) =>
      members('StackEvents', [
        event(
          name,
          name,
          'DELETE_FAILED',
          `The following resource(s) failed to delete: [${Object.keys(outcome)}].`,
        ),
        ...Object.entries(outcome).map(([id, reason]) => event(name, id, 'DELETE_FAILED', reason)),
        event(name, 'Queue', 'DELETE_COMPLETE'),
        event(name, name, 'DELETE_IN_PROGRESS', 'User Initiated'),
        event(name, 'Queue', 'DELETE_FAILED', 'of a try long ago'),
      ]),
  };
  const statusOf = (name: string) => (told.has(name) ? 'DELETE_FAILED' : 'CREATE_COMPLETE');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks,
    keptObjects: kept,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const answer = (action: string, result: string): string =>
  `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
const members = (list: string, all: readonly string[]): string =>
  `<${list}>${all.map((each) => `<member>${each}</member>`).join('')}</${list}>`;
const whose = '<Account>000000000000</Account><Arn>arn:aws:iam::000000000000:user/ops</Arn>';
const absent = (name: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;
const aBucket = `<LogicalResourceId>Bucket</LogicalResourceId><PhysicalResourceId>${bucket}</PhysicalResourceId><ResourceType>AWS::S3::Bucket</ResourceType>`;

function event(stack: string, id: string, status: string, reason?: string): string {
  const physical = id === stack ? `arn:of:${stack}` : `physical-${id}`;
  const type = id === stack ? 'AWS::CloudFormation::Stack' : `AWS::Test::${id}`;
  const why = reason === undefined ? '' : `<ResourceStatusReason>${reason}</ResourceStatusReason>`;
  return `<StackId>arn:of:${stack}</StackId><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus>${why}`;
}
