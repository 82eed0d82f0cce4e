/** How full a queue is, by its own approximation. */
interface QueueReading {
  readonly waiting: number;
  readonly inFlight: number;
}

export interface QueueGauge {
  read(): Promise<QueueReading>;
}

/** How much work there is now, over all the queues that feed reconciliations. */
export async function readActivity(queues: readonly QueueGauge[]) {
  const readings = await Promise.all(queues.map((queue) => queue.read()));
  return {
    activeReconciliations: readings.reduce((sum, { inFlight }) => sum + inFlight, 0),
    queueLength: readings.reduce((sum, { waiting }) => sum + waiting, 0),
    // Nothing here takes WebSocket connections yet.
    connectedClients: 0,
  };
}
