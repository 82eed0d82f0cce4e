import type { Outcome } from './local-function.ts';

export interface WorkerSettings {
  readonly functionName: string;
  readonly functionArn: string;
  /** The module with the handler, and the name under which it is exported. */
  readonly file: string;
  readonly exportName: string;
  readonly logFile: string;
  readonly memoryMb: number;
}

export interface ToWorker {
  readonly requestId: string;
  readonly event: string;
  readonly deadlineAt: number;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'warning'; readonly line: string }
  | { readonly kind: 'metric'; readonly line: string }
  /** `cpuMs` is what the invocation took of this machine's processor. */
  | { readonly kind: 'done'; readonly outcome: Outcome; readonly cpuMs: number };
