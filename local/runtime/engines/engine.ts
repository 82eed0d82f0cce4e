import { StartFailure } from '../start-failure.ts';

/** Something that keeps state and is spoken to over the network. */
export interface Engine {
  readonly endpoint: string;
  /** Whether it takes requests at this moment. Absent where nobody can tell. */
  isUp?(): boolean;
  /** Removes all data. Absent where the data is somebody else's. */
  empty?(): Promise<void>;
  close(): Promise<void>;
}

const reachTimeoutMs = 5000;

/** An engine that runs elsewhere and is not ours to stop. Throws StartFailure when nobody answers there. */
export async function reachEngine(variable: string, endpoint: string): Promise<Engine> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(reachTimeoutMs) });
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new StartFailure(`${variable} (${endpoint}) cannot be reached: ${reason}`);
  }
  return { endpoint: endpoint.replace(/\/$/, ''), close: async () => undefined };
}
