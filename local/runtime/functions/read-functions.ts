import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { Wired, Wiring } from '../assembly/wiring.ts';
import { StartFailure } from '../start-failure.ts';
import { createFunction } from './function-pool.ts';
import type { LocalFunction } from './local-function.ts';

export interface FunctionsOptions {
  readonly wiring: Wiring;
  /** What every function finds in its environment besides the template's variables: region, endpoints, credentials. */
  readonly surroundings: Readonly<Record<string, string>>;
  /** Replaces the value of a variable wherever the template sets it. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  readonly warn: (line: string) => void;
  readonly metric: (line: string) => void;
}

type Lambda = Wired<'AWS::Lambda::Function'>;

/** Every function of the template, none started yet. Throws StartFailure when a bundle is missing. */
export function readFunctions(options: FunctionsOptions): readonly LocalFunction[] {
  const lambdas = options.wiring
    .all('AWS::Lambda::Function')
    .map((lambda) => ({ lambda, folder: bundleOf(lambda) }));
  const words = lambdas.map(({ folder }) => basename(folder));
  return lambdas.map(({ lambda, folder }, index) => {
    const word = words[index] ?? '';
    const isUnique = words.filter((other) => other === word).length === 1;
    return buildFunction(lambda, folder, isUnique ? word : lambda.name, options);
  });
}

function buildFunction(
  lambda: Lambda,
  folder: string,
  name: string,
  options: FunctionsOptions,
): LocalFunction {
  const { properties } = lambda;
  const [, module = '', exportName = ''] = /^(.+)\.([^.]+)$/.exec(properties.Handler) ?? [];
  const asynchronous = options.wiring
    .all('AWS::Lambda::EventInvokeConfig')
    .find(
      ({ properties: { FunctionName } }) => FunctionName === lambda.ref || FunctionName === lambda.arn,
    )?.properties;
  return createFunction(
    {
      name,
      functionName: lambda.name,
      functionArn: lambda.arn,
      file: moduleFile(folder, module),
      exportName,
      logFile: join(options.logDirectory, `${name}.log`),
      memoryMb: properties.MemorySize,
      timeoutMs: properties.Timeout * 1000,
      variables: {
        ...options.surroundings,
        ...ownVariables(lambda),
        ...overridden(properties.Environment.Variables, options.overrides),
      },
      concurrency: concurrencyOf(lambda, options.wiring),
      asyncRetries: asynchronous?.MaximumRetryAttempts ?? 2,
      deadLetterArn:
        asynchronous?.DestinationConfig?.OnFailure?.Destination ?? properties.DeadLetterConfig?.TargetArn,
    },
    { warn: (line) => options.warn(`${name}: ${shorten(line)}`), metric: options.metric },
  );
}

/** As many at a time as the template allows, but no more than keep this machine busy. */
function concurrencyOf(lambda: Lambda, wiring: Wiring): number {
  const mappings = wiring
    .all('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => [lambda.ref, lambda.arn].includes(properties.FunctionName));
  const wanted = mappings.map(
    ({ properties }) => properties.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
  );
  const byQueues =
    wanted.length > 0 ? wanted.reduce((sum, limit) => sum + limit, 0) : Number.POSITIVE_INFINITY;
  const reserved = lambda.properties.ReservedConcurrentExecutions ?? Number.POSITIVE_INFINITY;
  // Each environment warms up its own copy of the code: more of them than cores are only slower.
  return Math.max(1, Math.min(availableParallelism(), byQueues, reserved));
}

function bundleOf({ resource, properties }: Lambda): string {
  const folder = resource.stack.assets.get(properties.Code.S3Key);
  if (folder && existsSync(folder)) return folder;
  throw new StartFailure(
    `The bundle of ${resource.stack.name}/${resource.logicalId} is missing (${folder ?? properties.Code.S3Key}): run npm run bundle.`,
  );
}

function moduleFile(folder: string, module: string): string {
  const found = ['.mjs', '.js', '.cjs']
    .map((extension) => join(folder, `${module}${extension}`))
    .find((file) => existsSync(file));
  if (found) return found;
  throw new StartFailure(`The bundle ${folder} holds no ${module}.mjs: run npm run bundle.`);
}

function ownVariables({ name, properties }: Lambda): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    TZ: ':UTC',
  };
}

function overridden(
  variables: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, overrides[name] ?? value]),
  );
}

/** Of a structured line its level and message: the rest is in the log file. */
function shorten(line: string): string {
  try {
    const { level, message, error, errorType, errorMessage } = JSON.parse(line) as LogLine;
    return [level, message, error?.message, errorType, errorMessage].filter(Boolean).join(' ');
  } catch {
    return line;
  }
}

interface LogLine {
  readonly level?: string;
  readonly message?: string;
  readonly error?: { readonly message?: string };
  readonly errorType?: string;
  readonly errorMessage?: string;
}
