import type { Json } from '../assembly/json.ts';

/** What an invocation came to. A failure is the function's own, or that it was too slow or broke down. */
export type Outcome =
  | { readonly ok: true; readonly payload: Json | undefined }
  | {
      readonly ok: false;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace?: readonly string[];
    };

export interface FunctionState {
  readonly environments: number;
  readonly running: number;
  readonly waiting: number;
  readonly invocations: number;
  readonly failures: number;
  /** Found no free environment: Lambda would have turned them away, here they wait. */
  readonly throttled: number;
}

/** A Lambda function of the template, run on this machine. */
export interface LocalFunction {
  /** The lambda's word: the last segment of its bundle's folder. */
  readonly name: string;
  readonly arn: string;
  /** Its physical name. */
  readonly functionName: string;
  /** Its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** How many invocations run at the same time at most. */
  readonly concurrency: number;
  /** How often Lambda tries again what it was handed without anybody waiting, and where it then puts the event. */
  readonly asyncRetries: number;
  readonly deadLetterArn: string | undefined;
  /** Takes the event as JSON text. Waits for a free environment; never throws. */
  invoke(event: string): Promise<Outcome>;
  state(): FunctionState;
  /** What all its invocations took of this machine's processor, without the loading of its code. */
  cpuMs(): number;
  /** Ends all environments: the next invocation starts cold. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** By ARN, with or without a qualifier, or by physical name. */
export function findFunction(
  functions: readonly LocalFunction[],
  reference: string,
): LocalFunction | undefined {
  return functions.find(
    ({ arn }) =>
      reference === arn || reference.startsWith(`${arn}:`) || arn.endsWith(`:function:${reference}`),
  );
}
