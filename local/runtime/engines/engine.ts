/** Something that keeps state and is spoken to over the network. */
export interface Engine {
  readonly endpoint: string;
  /** Removes all data. Absent where the data is somebody else's. */
  empty?(): Promise<void>;
  close(): Promise<void>;
}

/** An engine that runs elsewhere and is not ours to stop. */
export function engineAt(endpoint: string): Engine {
  return { endpoint: endpoint.replace(/\/$/, ''), close: async () => undefined };
}
