import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';

const root = join(import.meta.dirname, '../..');

export interface Ran {
  readonly status: number | null;
  /** On stdout. */
  readonly said: string;
  /** On stderr. */
  readonly complained: string;
}

/** `npm run <name> -- <args>` as a process of its own, on what runs in a state folder. */
export function startCommand(stateDir: string, name: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(root, `bin/${name}.ts`), ...args], {
    env: { ...process.env, SALIO_STATE: stateDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: endOf(child) };
}

export const runCommandOn = (stateDir: string, name: string, ...args: readonly string[]): Promise<Ran> =>
  startCommand(stateDir, name, '--stage', 'local', ...args).ended;

/** What the command says to machines. */
export async function askCommand<Answer>(
  stateDir: string,
  name: string,
  ...args: readonly string[]
): Promise<Answer> {
  const { said, complained } = await runCommandOn(stateDir, name, '--json', ...args);
  if (said === '') throw new Error(`${name} said nothing: ${complained}`);
  return JSON.parse(said) as Answer;
}

async function endOf(child: ChildProcess): Promise<Ran> {
  let [said, complained] = ['', ''];
  child.stdout?.on('data', (text) => (said += text));
  child.stderr?.on('data', (text) => (complained += text));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said, complained };
}

/** The queues of what runs in a state folder. */
export async function localQueues(stateDir: string) {
  const { variables, queues, region } = JSON.parse(
    await readFile(join(stateDir, 'installation.json'), 'utf8'),
  ) as {
    readonly variables: Readonly<Record<string, string>>;
    readonly queues: readonly { readonly name: string; readonly url: string }[];
    readonly region: string;
  };
  const sqs = new SQSClient({
    endpoint: variables.AWS_ENDPOINT_URL_SQS ?? '',
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    useQueueUrlAsEndpoint: false,
  });
  return { sqs, urlOf: (name: string) => queues.find((queue) => queue.name === name)?.url ?? '' };
}
