import { openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Context } from 'aws-lambda';
import type { Json } from '../assembly/json.ts';
import { isMetric } from '../metrics/metric-log.ts';
import type { Outcome } from './local-function.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** Thread of one Lambda environment: loads the bundle, then handles one event after the other. */
type Handler = (event: Json, context: Context) => unknown;

const settings = workerData as WorkerSettings;
const post = (message: FromWorker) => parentPort?.postMessage(message);

writeToLogFile();
const handler = await load();
if (handler) {
  parentPort?.on('message', (message: ToWorker) => void handle(handler, message));
  post({ kind: 'ready' });
}

async function load(): Promise<Handler | undefined> {
  try {
    const module = (await import(pathToFileURL(settings.file).href)) as Record<string, unknown>;
    const found = module[settings.exportName];
    if (typeof found === 'function') return found as Handler;
    throw new Error(`${settings.file} exports no ${settings.exportName}`);
  } catch (error) {
    const { errorType, errorMessage } = failure(error);
    post({ kind: 'broken', errorType, errorMessage });
    return undefined;
  }
}

async function handle(handler: Handler, { requestId, event, deadlineAt }: ToWorker): Promise<void> {
  const before = process.threadCpuUsage();
  const done = (outcome: Outcome) => {
    const { user, system } = process.threadCpuUsage(before);
    post({ kind: 'done', outcome, cpuMs: (user + system) / 1_000 });
  };
  process.env._X_AMZN_TRACE_ID = traceId();
  try {
    const result = await handler(JSON.parse(event) as Json, contextOf(requestId, deadlineAt));
    // Through JSON and back: what Lambda would not carry must not be carried here either.
    const payload = result === undefined ? undefined : (JSON.parse(JSON.stringify(result) ?? 'null') as Json);
    done({ ok: true, payload });
  } catch (error) {
    const outcome = failure(error);
    console.error(JSON.stringify({ level: 'ERROR', message: 'Invoke Error', requestId, ...outcome }));
    done(outcome);
  }
}

/** As on Lambda, one for each invocation: the AWS SDK sends it with every call. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  const id = crypto.randomUUID().replaceAll('-', '').slice(0, 24);
  return `Root=1-${seconds}-${id};Parent=${id.slice(0, 16)};Sampled=0;Function=${settings.functionName}`;
}

function failure(error: unknown): Outcome & { readonly ok: false } {
  if (!(error instanceof Error)) return { ok: false, errorType: typeof error, errorMessage: String(error) };
  return {
    ok: false,
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

function contextOf(requestId: string, deadlineAt: number): Context {
  const refused = () => {
    throw new Error('Callbacks are gone from this runtime: return a promise');
  };
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: settings.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: settings.functionArn,
    logGroupName: `/aws/lambda/${settings.functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: String(settings.memoryMb),
    getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
    done: refused,
    fail: refused,
    succeed: refused,
  };
}

/** Written from here at once, not through the main thread: a killed run keeps its last line, and nobody waits. */
function writeToLogFile(): void {
  const file = openSync(settings.logFile, 'a', 0o600);
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      writeSync(file, text);
      for (const line of text.split('\n')) {
        if (isMetric(line)) post({ kind: 'metric', line });
        if (stream === process.stderr ? line.trim() !== '' : isWarning(line)) post({ kind: 'warning', line });
      }
      const done = rest.findLast((argument) => typeof argument === 'function');
      if (done) queueMicrotask(done as () => void);
      return true;
    }) as typeof stream.write;
  }
}

function isWarning(line: string): boolean {
  return /^\{.*"level":"(WARN|ERROR|CRITICAL|FATAL)"/.test(line);
}
